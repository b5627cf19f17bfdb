import { itemsOf } from "../lib/array.js";
import { stringify } from "../lib/json.js";
import { count } from "../lib/numbers.js";
import { columnsOf, readCsv } from "./csv.js";

/**
 * One prompt of many.
 *
 * @typedef {object} Line
 * @property {number} index its line, item or row in the input, from 0
 * @property {string} prompt the prompt, as far as it is known
 * @property {string|null} request the request as JSON, or null if it can't be sent
 * @property {string} [reason] why it can't be sent
 */

/**
 * What was understood.
 *
 * @typedef {object} Prompts
 * @property {Line[]} lines the prompts
 * @property {string} told what they were taken for, for a person
 * @property {string|null} problem why nothing can be sent
 * @property {string[]} columns the columns of a table, or none
 */

export const FORMATS = { auto: "Recognize it", lines: "Lines of text", jsonl: "JSON Lines", json: "JSON", csv: "CSV" };

const READERS = { lines: fromLines, jsonl: fromJsonLines, json: fromJson, csv: fromCsv };

/**
 * Reads prompts. What can't be understood is no prompt: it is told, and not sent.
 *
 * @param {string} text the input
 * @param {object} options
 * @param {string} options.format one of the formats
 * @param {string} options.column the column of a table that has the prompts
 * @param {object} options.fields what a request has beside its prompt, where a prompt is just a text
 * @returns {Prompts} what was understood
 */
export function promptsIn(text, { format = "auto", column = "", fields = {} } = {}) {
	if (text.trim() === "") {
		return { lines: [], told: "", problem: null, columns: [] };
	}
	const read = READERS[recognized(text, format)];
	const prompts = { lines: [], told: "", problem: null, columns: [], ...read(text, fields, column) };
	const broken = prompts.lines.filter((line) => line.request === null);
	if (prompts.problem === null && broken.length === prompts.lines.length) {
		prompts.problem = broken.length > 0 ? `Nothing can be sent: ${whatIsWrong(broken)}.` : "There is no prompt in it.";
	}
	else if (broken.length > 0) {
		prompts.told += `; ${broken.length} can't be sent: ${whatIsWrong(broken)}`;
	}
	return prompts;
}

/** Returns the format that a file's name tells. */
export function formatOf(name) {
	const [, extension] = /\.(\w+)$/.exec(name.toLowerCase()) ?? [];
	return { json: "json", jsonl: "jsonl", ndjson: "jsonl", csv: "csv", tsv: "csv" }[extension] ?? "auto";
}

function recognized(text, format) {
	if (format !== "auto") {
		return format;
	}
	const trimmed = text.trim();
	if (trimmed.startsWith("{")) {
		return "json";
	}
	if (/^\[\s*["{[\]]/.test(trimmed) || trimmed.startsWith("[") && parsed(trimmed) !== undefined) {
		return "json";
	}
	return columnsOf(trimmed).some(isPrompt) ? "csv" : "lines";
}

function fromLines(text, fields) {
	const lines = linesIn(text).map(({ line, index }) => fromText(line, index, fields));
	return { lines, told: `${count(lines.length, "prompt")} as lines of text` };
}

function fromJsonLines(text, fields) {
	const lines = linesIn(text).map(({ line, index }) => fromItem(line, parsed(line), index, fields, "is no JSON object"));
	return { lines, told: `${count(lines.length, "request")} as JSON Lines` };
}

// Many a file of JSON Lines is called .json.
function fromJson(text, fields) {
	const trimmed = text.trim();
	let value;
	try {
		value = JSON.parse(trimmed);
	}
	catch (error) {
		return trimmed.startsWith("{") ? fromJsonLines(text, fields)
			: { problem: `This is no JSON: ${error.message}. If it is text, choose “${FORMATS.lines}”.` };
	}
	if (!Array.isArray(value)) {
		const line = fromItem(trimmed, value, 0, fields, "is neither a request nor an array of them");
		return { lines: [line], told: "1 request as JSON" };
	}
	const lines = itemsOf(trimmed).map((item, index) =>
		fromItem(item, value[index], index, fields, "is neither a text nor a request"));
	const noun = value.every((item) => typeof item === "string") ? "prompt" : "request";
	return { lines, told: `${count(lines.length, noun)} from a JSON array` };
}

function fromCsv(text, fields, column) {
	let table;
	try {
		table = readCsv(text.trim());
	}
	catch (error) {
		return { problem: `The CSV can't be read. ${error.message}` };
	}
	const { columns, rows } = table;
	const chosen = columns.includes(column) ? column : columns.find(isPrompt);
	if (chosen === undefined) {
		return { columns, problem: "No column is called “prompt”. Choose the one that has the prompts." };
	}
	if (columns.filter((name) => name === chosen).length > 1) {
		return { columns, problem: `Two columns are called “${chosen}”.` };
	}
	const lines = rows.map((row, index) => fromRow(row, index, columns, chosen, fields));
	const others = columns.filter((name) => name !== chosen);
	return { columns, lines, told: `${count(lines.length, "prompt")} from column “${chosen}”${
		others.length > 0 ? ` (${others.map((name) => `“${name}”`).join(", ")} not sent)` : ""}` };
}

function fromRow(row, index, columns, chosen, fields) {
	const prompt = row[columns.indexOf(chosen)] ?? "";
	return row.length === columns.length ? fromText(prompt, index, fields)
		: { index, prompt: row.join(" | "), request: null,
			reason: `has ${count(row.length, "field")}, and the first row ${columns.length}` };
}

function fromText(prompt, index, fields) {
	return prompt.trim() === "" ? { index, prompt, request: null, reason: "is blank" }
		: { index, prompt, request: stringify({ prompt, ...fields }) };
}

// What is sent is what was written, so that no digit of a number is lost.
function fromItem(json, value, index, fields, otherwise) {
	if (typeof value === "string") {
		return fromText(value, index, fields);
	}
	if (value === null || typeof value !== "object" || Array.isArray(value)) {
		return { index, prompt: json, request: null, reason: otherwise };
	}
	const { prompt } = value;
	if (prompt === undefined || prompt === null) {
		return { index, prompt: json, request: null, reason: "has no “prompt”" };
	}
	return { index, prompt: typeof prompt === "string" ? prompt : JSON.stringify(prompt), request: json };
}

// Blank lines are passed over, and counted.
function linesIn(text) {
	return text.split(/\r\n|\n|\r/)
		.map((line, index) => ({ line, index }))
		.filter(({ line }) => line.trim() !== "");
}

function parsed(json) {
	try {
		return JSON.parse(json);
	}
	catch {
		return undefined;
	}
}

function isPrompt(name) {
	return name.toLowerCase() === "prompt";
}

function whatIsWrong([{ index, reason }, ...others]) {
	return `no. ${index + 1} ${reason}${others.length > 0 ? ` and ${others.length} more` : ""}`;
}
