/**
 * What each fault is, what the client does about it, and how a test would script it.
 * "expect" knows the idle time-out in seconds.
 */
export const EXPLANATIONS = {
	"rate-limit": {
		title: "429 with Retry-After",
		effect: "Every request is answered with 429 and “Retry-After: 1”.",
		expect: () => "The client waits as it is told and tries three times in all. Then the call fails with a "
			+ "RateLimitException, which knows how long to wait.",
		code: `simulator.on(anyPrompt())
	.respond(error(429, "rate_limit", "Slow down").withHeader("retry-after", "1"));`
	},
	"long-rate-limit": {
		title: "429 with an absurd Retry-After",
		effect: "Every request is answered with 429 and “Retry-After: 198300”, more than two days.",
		expect: () => "Nobody waits that long: the call fails at once, without a retry. The RateLimitException has the figure.",
		code: `simulator.on(anyPrompt())
	.respond(error(429, "rate_limit", "Come back later").withHeader("retry-after", "198300"));`
	},
	"overloaded-twice": {
		title: "503 twice, then fine",
		effect: "Of each three requests two are answered with 503, and the third one well.",
		expect: () => "A single call succeeds with its third attempt; only its time and the retries tell. "
			+ "Of many calls at once some meet three failures in a row and fail with an OverloadedException.",
		code: `simulator.on(anyPrompt())
	.respondTimes(2, error(503, "service_unavailable", "Overloaded"))
	.respond(fromModel());`
	},
	"overloaded": {
		title: "503 always",
		effect: "Every request is answered with 503.",
		expect: () => "A single call is tried three times and fails with an OverloadedException. Of many calls only "
			+ "about the first 35 retries are made: then the retry budget is used up, and calls fail at once. "
			+ "Calls that succeed fill it again.",
		code: `simulator.on(anyPrompt())
	.respond(error(503, "service_unavailable", "Overloaded"));`
	},
	"bad-gateway": {
		title: "502 with a page of HTML",
		effect: "Every request is answered with 502 and a page of HTML, as proxies have it.",
		expect: () => "The call is tried three times and fails with a ServerException. The page is no JSON, which is no problem.",
		code: `simulator.on(anyPrompt())
	.respond(html(502, "<h1>502 Bad Gateway</h1>"));`
	},
	"reset": {
		title: "Reset before an answer",
		effect: "Every connection is reset in place of an answer.",
		expect: () => "The call is tried three times and fails with a ConnectionException.",
		code: `simulator.on(anyPrompt()).respond(fromModel().resetBeforeHeaders());`
	},
	"cut": {
		title: "Answer that is cut short",
		effect: "The connection is closed in the middle of a stream, and right after the headers of other answers.",
		expect: () => "A stream gives what has come and fails with a StreamTruncatedException, and a call that is not "
			+ "streamed fails with a ConnectionException. Neither is tried again: the server had begun to answer, and a "
			+ "second try would be paid for too.",
		code: `simulator.on(anyPrompt().streamed()).respond(fromModel().closeAfter(8));
simulator.on(anyPrompt().notStreamed()).respond(fromModel().closeAfter(0));`
	},
	"stall": {
		title: "Answer that stalls",
		effect: "Streams stop after eight events, and other answers after their headers. The connection stays open.",
		expect: (seconds) => `After ${seconds} seconds without anything new the call fails with a TogetherTimeoutException, `
			+ "and is not tried again. That is the stream idle time-out; without a simulator it is 30 seconds by default.",
		code: `simulator.on(anyPrompt().streamed()).respond(fromModel().stallAfter(8));
simulator.on(anyPrompt().notStreamed()).respond(fromModel().stallAfter(0));`
	},
	"slow": {
		title: "Slow tokens",
		effect: "Streams take half a second for each token, and other answers three seconds.",
		expect: () => "Nothing fails: the idle time-out counts from one token to the next, however long the whole takes. "
			+ "Press Stop, and the simulator stops too.",
		code: `simulator.on(anyPrompt().streamed())
	.respond(fromModel().withChunkDelay(Duration.ofMillis(500)));
simulator.on(anyPrompt().notStreamed())
	.respond(fromModel().withDelay(Duration.ofSeconds(3)));`
	}
};
