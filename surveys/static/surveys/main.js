// What every page does when scripts run; without them every page still works.
import { watchText } from "./interviews/scan_text.js";
import { hideOnRequest } from "./page/hide_screen.js";
import { focusProblems } from "./page/focus_problems.js";
import { sendOnce } from "./page/send_once.js";

hideOnRequest(document);
focusProblems(document);
sendOnce(document);
watchText(document);
