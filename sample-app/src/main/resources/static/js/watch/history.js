import { between, WINDOW } from "./window.js";

/** How many seconds are kept. */
export const SECONDS = 120;

/** The snapshots of the last minutes, each with what happened in the window before it. */
export class History {

	points = [];

	/** Adds a snapshot and returns its point. */
	add(snapshot, time) {
		const [base] = this.points.filter((point) => point.time >= time - WINDOW);
		const point = { time, snapshot, ...between(base?.snapshot ?? null, snapshot, time - base?.time) };
		this.points = [...this.points.filter(({ time: earlier }) => earlier > time - SECONDS), point];
		return point;
	}

	/** Returns when the rate decreased last and because of which refusal, or null if nobody looked. */
	lastDecrease() {
		for (let i = this.points.length - 1; i > 0; i--) {
			const before = this.points[i - 1].snapshot.pacing?.decreases ?? {};
			const now = this.points[i].snapshot.pacing?.decreases ?? {};
			const reason = Object.keys(now).find((name) => now[name] > (before[name] ?? 0));
			if (reason !== undefined) {
				return { time: this.points[i].time, reason };
			}
		}
		return null;
	}

	/** Returns the values of a series, with a gap where nobody looked. */
	columns(series) {
		const columns = [[], ...series.map(() => [])];
		let last = null;
		for (const point of this.points) {
			if (last !== null && point.time - last > WINDOW) {
				[last + 1, ...series.map(() => null)].forEach((value, i) => columns[i].push(value));
			}
			[point.time, ...series.map(({ value }) => value(point))].forEach((value, i) => columns[i].push(value));
			last = point.time;
		}
		return columns;
	}

}
