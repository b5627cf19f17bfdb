const UNITS = [["d", 86_400], ["h", 3600], ["min", 60], ["s", 1]];

/** Writes milliseconds as a person reads them: 12 ms, 1.24 s, 1 min 5 s, 2 h, 2 d 7 h. */
export function seconds(milliseconds) {
	if (Math.round(milliseconds) < 1000) {
		return `${Math.round(milliseconds)} ms`;
	}
	const precise = Number((milliseconds / 1000).toPrecision(3));
	if (precise < 60) {
		return `${precise} s`;
	}
	const rounded = Math.round(milliseconds / 1000);
	const at = UNITS.findIndex(([, size]) => size <= rounded);
	const [[unit, size], [smallerUnit, smaller]] = [UNITS[at], UNITS[at + 1]];
	const rest = Math.floor(rounded % size / smaller);
	return `${Math.floor(rounded / size)} ${unit}${rest > 0 ? ` ${rest} ${smallerUnit}` : ""}`;
}

/** Writes a probability: 83 %, 0.4 %, < 0.01 %. */
export function percent(probability) {
	const value = probability * 100;
	if (value > 0 && value < 0.01) {
		return "< 0.01 %";
	}
	return `${value < 10 ? Number(value.toPrecision(2)) : Math.round(value)} %`;
}

/** Writes a count with its noun: 1 token, 1,200 tokens. */
export function count(number, noun) {
	return `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;
}
