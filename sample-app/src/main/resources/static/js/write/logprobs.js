/**
 * Returns the tokens of a choice or of a part of one. Servers tell probabilities in many
 * shapes; where none is known, or where the tokens are not what the text consists of, the
 * text is one token.
 *
 * @param {{text: ?string, logprobs: *}} choice
 * @returns {Array<{text: string, logprob: ?number, alternatives: Array<{text: string, logprob: number}>}>}
 */
export function tokensOf(choice) {
	const text = choice.text ?? "";
	if (text === "") {
		return [];
	}
	const tokens = read(choice.logprobs);
	if (tokens.length > 0 && tokens.map((token) => token.text).join("") === text) {
		return tokens.filter((token) => token.text !== "");
	}
	return [tokens.length === 1 ? { ...tokens[0], text } : { text, alternatives: [] }];
}

function read(logprobs) {
	if (typeof logprobs === "number") {
		return [{ text: "", logprob: logprobs, alternatives: [] }];
	}
	if (Array.isArray(logprobs?.content)) {
		return logprobs.content.map((token) => ({
			text: token.token ?? "", logprob: numeric(token.logprob), alternatives: list(token.top_logprobs)
		}));
	}
	if (Array.isArray(logprobs?.tokens)) {
		const all = logprobs.top_logprobs;
		return logprobs.tokens.map((text, index) => ({
			text: text ?? "",
			logprob: numeric(logprobs.token_logprobs?.[index]),
			alternatives: list(Array.isArray(all) ? all[index] : all)
		}));
	}
	return [];
}

function list(alternatives) {
	const pairs = Array.isArray(alternatives)
		? alternatives.map((other) => [other.token, other.logprob])
		: Object.entries(alternatives ?? {});
	return pairs.filter(([, logprob]) => typeof logprob === "number")
		.map(([text, logprob]) => ({ text: String(text), logprob }))
		.sort((one, other) => other.logprob - one.logprob);
}

// Some servers tell slightly positive ones, or null for a token that nothing precedes.
function numeric(logprob) {
	return typeof logprob === "number" ? Math.min(logprob, 0) : undefined;
}
