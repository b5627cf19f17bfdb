import { stringify } from "../lib/json.js";

/**
 * One prompt of many.
 *
 * @typedef {object} Line
 * @property {number} index its line in the input, from 0
 * @property {string} prompt the prompt, as far as it is known
 * @property {string|null} request the request as JSON, or null if the line is none
 */

/**
 * Reads prompts: JSON Lines where the first line with a text is an object, else one prompt
 * a line. Blank lines are passed over, and counted.
 *
 * @param {string} text the input
 * @param {object} fields what a request has beside its prompt, for lines that are no JSON
 * @returns {{json: boolean, lines: Line[]}} the format and the prompts
 */
export function promptsIn(text, fields = {}) {
	const lines = text.split(/\r\n|\n|\r/)
		.map((line, index) => ({ line, index }))
		.filter(({ line }) => line.trim() !== "");
	const json = lines.length > 0 && lines[0].line.trimStart().startsWith("{");
	return { json, lines: lines.map(({ line, index }) => json ? fromJson(line, index) : fromText(line, index, fields)) };
}

function fromText(line, index, fields) {
	return { index, prompt: line, request: stringify({ prompt: line, ...fields }) };
}

// What is sent is the line itself, so that no digit of a number is lost.
function fromJson(line, index) {
	try {
		const request = JSON.parse(line);
		if (request !== null && typeof request === "object" && !Array.isArray(request)) {
			return { index, prompt: String(request.prompt ?? ""), request: line };
		}
	}
	catch {
		// It is none, like any other that is no object.
	}
	return { index, prompt: line, request: null };
}
