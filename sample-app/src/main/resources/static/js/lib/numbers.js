/** Writes milliseconds as a person reads them: 12 ms, 1.24 s, 1 min 5 s. */
export function seconds(milliseconds) {
	if (milliseconds < 1000) {
		return `${Math.round(milliseconds)} ms`;
	}
	if (milliseconds < 60_000) {
		return `${Number((milliseconds / 1000).toPrecision(3))} s`;
	}
	const rounded = Math.round(milliseconds / 1000);
	return `${Math.floor(rounded / 60)} min ${rounded % 60} s`;
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
