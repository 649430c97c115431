// What every page does when scripts run; without them every page still works.
import { watchText } from "./scanned.js";
import { hideOnRequest } from "./hide.js";
import { focusProblems } from "./problems.js";
import { sendOnce } from "./once.js";

hideOnRequest(document);
focusProblems(document);
sendOnce(document);
watchText(document);
