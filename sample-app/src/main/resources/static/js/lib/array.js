/**
 * Returns the items of a JSON array as they are written, so that no digit of a number is
 * lost.
 *
 * @param {string} text an array that JSON.parse can read
 * @returns {string[]} the JSON of each item
 */
export function itemsOf(text) {
	const items = [];
	const start = text.indexOf("[") + 1;
	const end = text.lastIndexOf("]");
	let depth = 0;
	let from = start;
	// Brackets and commas inside of strings are passed over with the string.
	for (const { 0: sign, index } of text.slice(0, end).matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"|[[\]{},]/g)) {
		if (index < start) {
			continue;
		}
		if (sign === "," && depth === 0) {
			items.push(text.slice(from, index));
			from = index + 1;
		}
		depth += { "[": 1, "{": 1, "]": -1, "}": -1 }[sign] ?? 0;
	}
	const last = text.slice(from, end);
	return items.length === 0 && last.trim() === "" ? [] : [...items, last].map((item) => item.trim());
}
