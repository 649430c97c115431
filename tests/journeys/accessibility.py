"""What keeps people out of a page: found by axe-core, and measured beside it."""

from pathlib import Path

from axe_playwright_python.base import AXE_SCRIPT

MEASURES = Path(__file__).with_name("accessibility.mjs").read_text()
THEMES = ("light", "dark", "sun")
DIRECTIONS = ("ltr", "rtl")
LOOKS = [[theme, direction] for theme in THEMES for direction in DIRECTIONS]
NARROW = {"width": 320, "height": 640}
LANDSCAPE = {"width": 1280, "height": 800}
CUT_OFF = "look => accessibility.withLook(look, accessibility.cutOff)"
LARGE_TEXT = """async () => {
  const style = document.documentElement.style;
  style.fontSize = "200%";
  const findings = accessibility.cutOff();
  style.fontSize = "";
  return findings;
}"""


class Inspector:
    """Looks at each state of a page in every theme and both directions.

    findings: what is wrong, a sentence each, with the state that shows it.
    """

    def __init__(self, page, looks=LOOKS):
        self.page, self.looks = page, looks
        self.findings, self.states = [], []

    def inspect(self, state):
        """Inspect what shows now, under a name for people."""
        self.inspect_by_rules(state)
        self.small_targets(state)
        self._add(state, self.page.evaluate("accessibility.directions()"))
        self._add(f"{state}, text twice as large", self.page.evaluate(LARGE_TEXT))
        self.other_windows(state)

    def inspect_by_rules(self, state):
        """What axe-core says, and no measure beside it."""
        self.load()
        self.states.append(state)
        rules = "looks => accessibility.violations(looks)"
        self._add(state, self.page.evaluate(rules, self.looks))

    def small_targets(self, state):
        self._add(state, self.page.evaluate("accessibility.smallTargets()"))

    def other_windows(self, state):
        """In a window of 320 pixels, and in landscape, nothing sticks out."""
        size = self.page.viewport_size
        for window in (LANDSCAPE, NARROW):
            self.page.set_viewport_size(window)
            for direction in DIRECTIONS:
                findings = self.page.evaluate(CUT_OFF, ["light", direction])
                self._add(f"{state}, {window['width']} pixels {direction}", findings)
        self.page.set_viewport_size(size)

    def load(self):
        if not self.page.evaluate("Boolean(globalThis.accessibility)"):
            self.page.evaluate(AXE_SCRIPT)
            self.page.evaluate(f"(() => {{ {MEASURES} }})()")

    def _add(self, state, findings):
        self.findings += [f"{state} – {finding}" for finding in findings]


class Keys:
    """A person who uses the keyboard alone. findings: where the focus was lost."""

    def __init__(self, page):
        self.page, self.findings = page, []
        Inspector(page).load()

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)
            self._look(key)

    def type(self, text):
        self.page.keyboard.type(text)

    def tab_to(self, selector, most=40):
        """Press Tab until something has the focus."""
        for _press in range(most):
            self.press("Tab")
            if self.page.evaluate("s => document.activeElement.matches(s)", selector):
                return
        raise AssertionError(f"{selector} is out of reach")

    def _look(self, key):
        where = self.page.locator("form.screen").first.get_attribute("data-screen")
        findings = self.page.evaluate("accessibility.focus()")
        self.findings += [f"{where}, after {key} – {finding}" for finding in findings]
