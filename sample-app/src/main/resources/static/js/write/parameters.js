/**
 * The parameters of a request besides model and prompt. Ranges are what makes sense for
 * the slider; what may be written is up to the server.
 *
 * Kinds: "integer", "number" and "digits" (an integer of any size), "lines" (a text each),
 * "pairs" (a line for each: id and number), "flag", "text".
 *
 * "least" is the limit below which the client refuses a request; there is none where some
 * servers give a meaning to less.
 */
export const GROUPS = [
	{
		title: "Length and variety",
		open: true,
		parameters: [
			{ name: "max_tokens", label: "Max tokens", kind: "integer", least: 0, min: 1, max: 1000, step: 1,
				hint: "Where the text ends at the latest. A token is a short word or a part of one." },
			{ name: "temperature", label: "Temperature", kind: "number", least: 0, min: 0, max: 2, step: 0.05,
				hint: "0 always takes the likeliest token, 2 is wild." },
			{ name: "top_p", label: "Top p", kind: "number", min: 0, max: 1, step: 0.01,
				hint: "0 to 1. Chooses among the likeliest tokens that together reach this probability." },
			{ name: "top_k", label: "Top k", kind: "integer", min: 1, max: 100, step: 1,
				hint: "Chooses among this many of the likeliest tokens." },
			{ name: "min_p", label: "Min p", kind: "number", min: 0, max: 1, step: 0.01,
				hint: "0 to 1. Drops tokens less likely than this share of the likeliest one." },
			{ name: "seed", label: "Seed", kind: "digits",
				hint: "The same seed gives the same text again, as far as the model can." }
		]
	},
	{
		title: "Choices and probabilities",
		open: true,
		parameters: [
			{ name: "n", label: "Choices (n)", kind: "integer", least: 1, min: 1, max: 8, step: 1,
				hint: "How many completions to write side by side, up to 128. More than one needs a temperature above 0." },
			{ name: "logprobs", label: "Logprobs", kind: "integer", min: 0, max: 20, step: 1,
				hint: "0 to 20. Tells each token's probability, with this many alternatives, and colours the text." },
			{ name: "echo", label: "Echo the prompt", kind: "flag",
				hint: "Sends the prompt back with the answer, which then comes in one piece." }
		]
	},
	{
		title: "Where to stop",
		parameters: [
			{ name: "stop", label: "Stop texts", kind: "lines",
				hint: "One a line; write \\n for a line break. The text ends before the first that it would reach." }
		]
	},
	{
		title: "Against repetition",
		parameters: [
			{ name: "repetition_penalty", label: "Repetition penalty", kind: "number", min: 0.5, max: 2, step: 0.05,
				hint: "1 is neutral. Above, tokens that are already there become less likely." },
			{ name: "presence_penalty", label: "Presence penalty", kind: "number", min: -2, max: 2, step: 0.1,
				hint: "−2 to 2. Above 0, favours what was not mentioned yet." },
			{ name: "frequency_penalty", label: "Frequency penalty", kind: "number", min: -2, max: 2, step: 0.1,
				hint: "−2 to 2. Above 0, weighs against tokens the more often they are there." }
		]
	},
	{
		title: "More",
		parameters: [
			{ name: "logit_bias", label: "Logit bias", kind: "pairs",
				hint: "A token id and −100 to 100 on each line, such as 1024: -10.5." },
			{ name: "safety_model", label: "Safety model", kind: "text",
				hint: "A model that checks prompt and text." }
		]
	}
];

export const PARAMETERS = GROUPS.flatMap((group) => group.parameters);

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const WHOLE_NUMBER = /^[+-]?\d+$/;

const READERS = {
	integer: (text) => number(text, WHOLE_NUMBER),
	number: (text) => number(text, NUMBER),
	digits,
	lines: (text) => text.split("\n").filter((line) => line !== "").map(unescape),
	pairs,
	text: (text) => text
};

/**
 * Reads what a person wrote.
 *
 * @returns {*} the parameter's value
 * @throws {Error} with a message for the person
 */
export function read({ kind, least }, text) {
	const value = READERS[kind](text);
	if (value < least) {
		throw new Error(least === 0 ? "Must not be negative" : `Must be ${least} or more`);
	}
	return value;
}

/** Writes a parameter's value as a person would. */
export function write(kind, value) {
	if (value === undefined || value === null) {
		return "";
	}
	if (kind === "lines") {
		return [value].flat().map(escape).join("\n");
	}
	if (kind === "pairs") {
		return Object.entries(value).map(([id, bias]) => `${id}: ${bias}`).join("\n");
	}
	return String(value);
}

function number(text, pattern) {
	check(text, pattern);
	return Number(text);
}

// BigInt, since seeds may be larger than a Number can tell apart.
function digits(text) {
	check(text, WHOLE_NUMBER);
	return BigInt(text.trim());
}

function check(text, pattern) {
	if (!NUMBER.test(text.trim())) {
		throw new Error("Must be a number");
	}
	if (!pattern.test(text.trim())) {
		throw new Error("Must be a whole number");
	}
}

function pairs(text) {
	return Object.fromEntries(text.split("\n").filter((line) => line.trim() !== "").map((line) => {
		const match = /^\s*"?(\d+)"?\s*[:=\s]\s*([+-]?\d*\.?\d+)\s*,?\s*$/.exec(line);
		if (!match) {
			throw new Error(`Not a token id and a number: ${line}`);
		}
		return [match[1], Number(match[2])];
	}));
}

function unescape(line) {
	return line.replace(/\\([nt\\])/g, (all, code) => ({ n: "\n", t: "\t", "\\": "\\" })[code]);
}

function escape(text) {
	return text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll("\t", "\\t");
}
