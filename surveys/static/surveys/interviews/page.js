// What the pages of an interview do when scripts run; without them every page still works.
import { focusProblems } from "../page/focus_problems.js";
import { coverAtOnce } from "./cover.js";
import { focusHeading } from "./focus_heading.js";
import { askForMore } from "./live_questions.js";
import { keepOneOrTheOther } from "./one_or_the_other.js";
import { chooseByKey, goOnByOneTap } from "./one_tap.js";
import { watchText } from "./scan_text.js";
import { sendScreens } from "./send_screens.js";

function prepareScreen() {
  focusHeading(document);
  focusProblems(document);
  goOnByOneTap(document);
  watchText(document);
}

coverAtOnce(document);
chooseByKey(document);
keepOneOrTheOther(document);
sendScreens(document, prepareScreen);
askForMore(document, () => watchText(document));
prepareScreen();
