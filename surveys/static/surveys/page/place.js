import { stayOnSheet } from "./place_sheet.js";

stayOnSheet(document);
