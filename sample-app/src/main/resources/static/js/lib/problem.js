import { h } from "./dom.js";
import { copyButton } from "./copy.js";
import { seconds } from "./numbers.js";

const MEANINGS = {
	400: "The request is not valid",
	401: "The key is not accepted",
	402: "The account has to be topped up",
	403: "This is not allowed, or the prompt is too long for the model",
	404: "The model is not there",
	429: "Too much was asked in too little time",
	500: "The server has failed",
	502: "The upstream server did not send a usable response",
	503: "The server is overloaded",
	504: "The server took too long",
	MissingApiKeyException: "No key is configured",
	ClientStoppedException: "The application is shutting down",
	ConnectionException: "There was no connection, or it broke before the response",
	StreamTruncatedException: "The stream broke off",
	StreamErrorException: "The server sent an error in the middle of the stream",
	UnreadableResponseException: "The response is not a completion"
};

/** A failure that is told by a problem (RFC 9457). */
export class ProblemError extends Error {

	constructor(problem) {
		super(problem.detail ?? problem.title);
		this.problem = problem;
	}

}

/** Returns the problem of whatever was thrown. */
export function problemOf(error) {
	return error.problem ?? { title: "The application does not respond", detail: error.message };
}

/**
 * Shows a problem (RFC 9457) as a card, which screen readers read out when it appears: what
 * it means, then the server's own words, then the facts. Nothing is said twice.
 *
 * @param {object} problem the problem, with the members that the application adds
 */
export function errorCard(problem) {
	const heading = MEANINGS[problem.exception] ?? MEANINGS[problem.status] ?? problem.title ?? "It failed";
	const detail = detailOf(problem);
	return h("section", { class: "card problem", role: "alert" },
			h("h3", {}, heading),
			detail && detail !== heading && h("p", { class: "detail", dir: "auto" }, detail),
			h("dl", { class: "facts" }, facts(problem).map(([name, value]) => h("div", {},
					h("dt", {}, name), h("dd", {}, value)))));
}

/** Returns the words of a problem, or null where they are only its status and its facts again. */
export function detailOf({ error_message: message, title, detail }) {
	const words = message ?? detail?.replace(/^\d{3}: (no message( \(.*\))?$)?/, "");
	return words && words !== title ? words : null;
}

function facts(problem) {
	return [
		["Exception", problem.exception && h("code", {}, problem.exception)],
		["Status", problem.status && [problem.status, problem.title].filter(Boolean).join(" ")],
		["Type", problem.error_type],
		["Code", problem.error_code],
		["Parameter", problem.error_param],
		["Server responded", problem.upstream_status !== problem.status && problem.upstream_status],
		["Tried", problem.attempts && tries(problem.attempts)],
		["Retry after", typeof problem.retry_after === "number" && seconds(problem.retry_after * 1000)],
		["Request id", problem.request_id && [h("code", {}, problem.request_id), " ",
			copyButton("request id", () => problem.request_id)]]
	].filter(([, value]) => value);
}

function tries(attempts) {
	return attempts === 1 ? "once, not retried" : `${times(attempts)}, so retried ${times(attempts - 1)}`;
}

function times(number) {
	return ["never", "once", "twice"][number] ?? `${number} times`;
}
