import { count } from "./numbers.js";

/** Says of a text that can't be seen what it is; of any other text it says nothing. */
export function blankness(text) {
	if (text === "") {
		return "Blank: the text has no character";
	}
	return text.trim() === "" ? `Blank: ${count(text.length, "character")} of white space` : "";
}
