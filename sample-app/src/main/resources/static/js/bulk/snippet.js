/** Returns the Java code of a bulk. */
export function java(concurrency) {
	return `completions.createAll(Flux.fromIterable(requests), (options) -> options.concurrency(${concurrency}))
	.doOnNext((result) -> System.out.println(result.index() + ": "
			+ (result.error() != null ? result.error().getMessage() : result.orElseThrow().text())))
	.blockLast();`;
}
