/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.github.togetherspring.completions;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * A quota in a {@link QuotaStore}: permits that accrue evenly. Immutable.
 */
public final class SharedQuota {

	private static final int SECONDS_PER_MINUTE = 60;

	private final String name;

	private final long permitsPerMinute;

	private SharedQuota(String name, long permitsPerMinute) {
		this.name = name;
		this.permitsPerMinute = permitsPerMinute;
	}

	/**
	 * Create a quota.
	 * @param name the name under which processes share it
	 * @param permitsPerMinute how many permits accrue in a minute, 1 or more
	 * @return the quota
	 * @throws IllegalArgumentException if the number is below 1
	 */
	public static SharedQuota of(String name, long permitsPerMinute) {
		if (permitsPerMinute < 1) {
			throw new IllegalArgumentException("The number of permits must be at least 1: " + permitsPerMinute);
		}
		return new SharedQuota(name, permitsPerMinute);
	}

	/**
	 * Return the name under which processes share the quota.
	 * @return the name, such as {@code default/tokens}
	 */
	public String name() {
		return this.name;
	}

	/**
	 * Return how many permits accrue in a minute.
	 * @return the number of permits, 1 or more
	 */
	public long permitsPerMinute() {
		return this.permitsPerMinute;
	}

	/**
	 * Return how many permits are kept for later.
	 * @return those of a second, at least 1
	 */
	public long capacity() {
		return (this.permitsPerMinute + SECONDS_PER_MINUTE - 1) / SECONDS_PER_MINUTE;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return this == other || (other instanceof SharedQuota quota && this.name.equals(quota.name)
				&& this.permitsPerMinute == quota.permitsPerMinute);
	}

	@Override
	public int hashCode() {
		return Objects.hash(this.name, this.permitsPerMinute);
	}

	@Override
	public String toString() {
		return "SharedQuota[name=" + this.name + ", permitsPerMinute=" + this.permitsPerMinute + "]";
	}

}
