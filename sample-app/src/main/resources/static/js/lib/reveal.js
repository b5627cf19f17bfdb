const ENOUGH = 240;

/**
 * Brings an element into sight, where too little of it is to be seen to follow what happens in it.
 *
 * @param {Element} element the element
 */
export function reveal(element) {
	const { top, bottom } = element.getBoundingClientRect();
	const seen = Math.min(bottom, innerHeight) - Math.max(top, 0);
	if (seen < Math.min(ENOUGH, innerHeight / 3)) {
		const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
		element.scrollIntoView({ block: "start", behavior: calm ? "instant" : "smooth" });
	}
}
