// What this device remembers of how pages look: nothing of a person.
const ALLOWED = { theme: ["light", "dark", "sun"], text: ["normal", "large", "larger"], tap: ["on", "off"] };

export const isDisplayChoice = (word, value) => ALLOWED[word]?.includes(value) ?? false;

export function remember(word, value) {
  localStorage.setItem(word, value);
  apply();
}

export function apply() {
  for (const word of ["theme", "text"]) {
    const value = localStorage.getItem(word);
    if (isDisplayChoice(word, value)) document.documentElement.dataset[word] = value;
  }
}

export const goesOnByTap = () => localStorage.getItem("tap") !== "off";
