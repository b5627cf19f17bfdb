const SEPARATORS = [",", ";", "\t"];

/** In how much of the text the end of the first row is looked for. */
const HEAD = 65_536;

/**
 * Reads a table as RFC 4180 has it: fields with a separator, a quote or a line break in them
 * are quoted, and quotes in them are doubled. Semicolons and tabs separate too, where the
 * first row has them.
 *
 * @param {string} text the table, whose first row has the names of the columns
 * @returns {{columns: string[], rows: string[][]}} the names and the other rows
 * @throws {Error} with a message for a person, if the quotes don't fit together
 */
export function readCsv(text) {
	const [names = [], ...rows] = records(text, separatorOf(text));
	return { columns: names.map((name) => name.trim()), rows };
}

/** Returns the names of the columns, or none where the first row can't be read. */
export function columnsOf(text) {
	try {
		return records(text, separatorOf(text)).next().value?.map((name) => name.trim()) ?? [];
	}
	catch {
		return [];
	}
}

function separatorOf(text) {
	const [unquoted] = text.trimStart().slice(0, HEAD).replace(/"[^"]*(?:""[^"]*)*"/g, "").split(/[\r\n]/, 1);
	const counts = SEPARATORS.map((separator) => unquoted.split(separator).length);
	return SEPARATORS[counts.indexOf(Math.max(...counts))];
}

function* records(text, separator) {
	let row = [];
	let at = 0;
	while (at < text.length) {
		const [value, end] = text[at] === "\"" ? quoted(text, at) : plain(text, at, separator);
		row.push(value);
		at = end;
		if (at >= text.length || text[at] === separator) {
			at++;
			if (at === text.length) {
				row.push("");
			}
		}
		else if (/[\r\n]/.test(text[at])) {
			at += text.startsWith("\r\n", at) ? 2 : 1;
			if (row.length > 1 || row[0] !== "") {
				yield row;
			}
			row = [];
		}
		else {
			throw new Error(`In line ${lineOf(text, at)} something follows a closing quote.`);
		}
	}
	if (row.length > 1 || row[0]) {
		yield row;
	}
}

function plain(text, start, separator) {
	let end = start;
	while (end < text.length && text[end] !== separator && text[end] !== "\n" && text[end] !== "\r") {
		end++;
	}
	return [text.slice(start, end), end];
}

function quoted(text, start) {
	let end = text.indexOf("\"", start + 1);
	while (end >= 0 && text[end + 1] === "\"") {
		end = text.indexOf("\"", end + 2);
	}
	if (end < 0) {
		throw new Error(`The quote in line ${lineOf(text, start)} is not closed.`);
	}
	return [text.slice(start + 1, end).replaceAll("\"\"", "\""), end + 1];
}

function lineOf(text, at) {
	return text.slice(0, at).split(/\r\n|\n|\r/).length;
}
