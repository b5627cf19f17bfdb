/** Over how many seconds rates and durations are taken. */
export const WINDOW = 10;

const P95 = 0.95;

/**
 * Tells what happened between two snapshots of the meters.
 *
 * @param {object} before the earlier snapshot, or null where there is none
 * @param {object} now the later one
 * @param {number} elapsed the seconds between them
 */
export function between(before, now, elapsed) {
	const change = (name) => before ? total(now[name]) - total(before[name]) : null;
	const rate = (name) => before ? ((now.tokens[name] ?? 0) - (before.tokens[name] ?? 0)) / elapsed : null;
	return {
		active: now.active,
		waiting: now.waiting,
		calls: change("calls"),
		errors: change("errors"),
		retries: change("retries"),
		input: rate("input"),
		output: rate("output"),
		duration: durations(before?.duration, now.duration),
		firstChunk: durations(before?.first_chunk, now.first_chunk),
		pacing: now.pacing && pacing(before?.pacing ?? null, now.pacing),
		sent: before ? (change("calls") + change("retries")) / elapsed : null
	};
}

function pacing(before, now) {
	const change = (name) => before ? total(now[name]) - total(before[name]) : null;
	return {
		rate: now.rate,
		waiting: now.waiting,
		decreases: change("decreases"),
		coolDowns: change("cool_downs"),
		wait: durations(before?.wait, now.wait)
	};
}

/** Tells of all durations since the application started. */
export function sinceStart(durationsNow) {
	return durations({ count: 0, seconds: 0, buckets: [] }, durationsNow);
}

/** Returns the sum of counts by name. */
export function total(counts) {
	return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

function durations(before, now) {
	const count = before ? now.count - before.count : 0;
	if (count === 0) {
		return { mean: null, p95: null };
	}
	const counts = now.buckets.map((bucket, i) => ({
		seconds: bucket.seconds,
		count: bucket.count - (before.buckets[i]?.count ?? 0)
	}));
	return { mean: (now.seconds - before.seconds) / count, p95: quantile(P95, counts, count) };
}

// As Prometheus does: in a straight line between the boundaries of a bucket.
function quantile(q, buckets, count) {
	const rank = q * count;
	let lower = { seconds: 0, count: 0 };
	for (const bucket of buckets) {
		if (bucket.count >= rank) {
			const share = (rank - lower.count) / (bucket.count - lower.count);
			return lower.seconds + (bucket.seconds - lower.seconds) * share;
		}
		lower = bucket;
	}
	return lower.seconds;
}
