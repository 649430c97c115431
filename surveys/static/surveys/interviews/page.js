// What the pages of an interview do when scripts run; without them every page still works.
import { focusProblems } from "../page/focus_problems.js";
import { sendOnce } from "../page/send_once.js";
import { coverAtOnce } from "./cover.js";
import { focusHeading } from "./focus_heading.js";
import { keepOneOrTheOther } from "./one_or_the_other.js";
import { chooseByKey, goOnByOneTap } from "./one_tap.js";
import { watchText } from "./scan_text.js";

coverAtOnce(document);
focusHeading(document);
focusProblems(document);
goOnByOneTap(document);
chooseByKey(document);
keepOneOrTheOther(document);
sendOnce(document);
watchText(document);
