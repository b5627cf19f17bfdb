/**
 * What each fault is, how the client handles it, and how a test can script it. The
 * argument of "expect" is the idle time-out in seconds.
 */
export const EXPLANATIONS = {
	"rate-limit": {
		title: "429 with Retry-After",
		effect: "The response to every request is 429 with “Retry-After: 1”.",
		expect: () => "The client waits for the given time and makes three attempts. Then the call fails with a "
			+ "TogetherResponseException.TooManyRequests, which has the time to wait.",
		code: `simulator.on(anyPrompt())
	.respond(error(429, "rate_limit", "Slow down").withHeader("retry-after", "1"));`
	},
	"long-rate-limit": {
		title: "429 with an absurd Retry-After",
		effect: "The response to every request is 429 with “Retry-After: 198300”, more than two days.",
		expect: () => "The client does not wait that long: the call fails at once, without a retry. The "
			+ "TogetherResponseException.TooManyRequests has the time to wait.",
		code: `simulator.on(anyPrompt())
	.respond(error(429, "rate_limit", "Come back later").withHeader("retry-after", "198300"));`
	},
	"overloaded-twice": {
		title: "503 twice, then fine",
		effect: "Of every three responses, two are 503 and the third is successful.",
		expect: () => "A single call succeeds with its third attempt; only its duration and the retries show it. "
			+ "Of many concurrent calls, some get three failures in a row and fail with a "
			+ "TogetherResponseException.ServiceUnavailable.",
		code: `simulator.on(anyPrompt())
	.respondTimes(2, error(503, "service_unavailable", "Overloaded"))
	.respond(fromModel());`
	},
	"overloaded": {
		title: "503 always",
		effect: "The response to every request is 503.",
		expect: () => "A single call makes three attempts and fails with a TogetherResponseException.ServiceUnavailable. Of many "
			+ "calls, only about the first 35 are retried: then the retry budget is used up, and calls fail at once. "
			+ "Successful calls refill it.",
		code: `simulator.on(anyPrompt())
	.respond(error(503, "service_unavailable", "Overloaded"));`
	},
	"bad-gateway": {
		title: "502 with a page of HTML",
		effect: "The response to every request is 502 with an HTML page, like that of a proxy.",
		expect: () => "The call makes three attempts and fails with a TogetherResponseException.ServerError, although the page is not JSON.",
		code: `simulator.on(anyPrompt())
	.respond(html(502, "<h1>502 Bad Gateway</h1>"));`
	},
	"reset": {
		title: "Reset before the response",
		effect: "Every connection is reset instead of a response.",
		expect: () => "The call makes three attempts and fails with a ConnectionException.",
		code: `simulator.on(anyPrompt()).respond(fromModel().resetBeforeHeaders());`
	},
	"cut": {
		title: "Truncated response",
		effect: "The connection is closed in the middle of a stream, and directly after the headers of other responses.",
		expect: () => "A stream returns what has arrived and fails with a StreamTruncatedException; a call that is not "
			+ "streamed fails with a ConnectionException. Neither is retried: the server has started to respond, and a "
			+ "second attempt would be charged too.",
		code: `simulator.on(anyPrompt().streamed()).respond(fromModel().closeAfter(8));
simulator.on(anyPrompt().notStreamed()).respond(fromModel().closeAfter(0));`
	},
	"stall": {
		title: "Stalled response",
		effect: "Streams stop after eight events, and other responses after their headers. The connection stays open.",
		expect: (seconds) => `After ${seconds} seconds without data, the call fails with a TogetherTimeoutException `
			+ "and is not retried. This is the stream idle time-out; without the simulator, it is 30 seconds by default.",
		code: `simulator.on(anyPrompt().streamed()).respond(fromModel().stallAfter(8));
simulator.on(anyPrompt().notStreamed()).respond(fromModel().stallAfter(0));`
	},
	"slow": {
		title: "Slow tokens",
		effect: "Streams take half a second for each token, and other responses three seconds.",
		expect: () => "Nothing fails: the idle time-out applies from one token to the next, whatever the total duration. "
			+ "Press Stop, and the simulator stops too.",
		code: `simulator.on(anyPrompt().streamed())
	.respond(fromModel().withChunkDelay(Duration.ofMillis(500)));
simulator.on(anyPrompt().notStreamed())
	.respond(fromModel().withDelay(Duration.ofSeconds(3)));`
	}
};
