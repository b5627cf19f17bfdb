/**
 * Writes the members of a request. A BigInt keeps its digits, which a Number would lose.
 *
 * @param {object} fields the members
 * @param {string|number} indent how to indent, or nothing for one line
 */
export function stringify(fields, indent) {
	const members = Object.entries(fields).map(([name, value]) => `${JSON.stringify(name)}:${indent ? " " : ""}${
		typeof value === "bigint" ? value : nested(value, indent)}`);
	if (!indent) {
		return `{${members.join(",")}}`;
	}
	return members.length === 0 ? "{}" : `{\n${members.map((member) => indent + member).join(",\n")}\n}`;
}

/** Reads JSON. Seeds, which may be larger than a Number holds, stay texts of their digits. */
export function parse(text) {
	return JSON.parse(text, (name, value, context) => (name === "seed" && typeof value === "number")
		? (context?.source ?? String(value)) : value);
}

function nested(value, indent) {
	return JSON.stringify(value, null, indent).replaceAll("\n", `\n${indent ?? ""}`);
}
