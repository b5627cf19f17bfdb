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

package io.github.togetherspring.benchmarks.client;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.openmbean.CompositeData;

import com.sun.management.GarbageCollectionNotificationInfo;
import com.sun.management.GcInfo;
import com.sun.management.OperatingSystemMXBean;

/**
 * Reads what this process has used. Allocation is what the garbage collections took away
 * and what lies on the heap: counters of threads would miss those of threads that have
 * ended, and some clients have many of these.
 */
class ResourceMeter {

	private final List<GarbageCollectorMXBean> collectors = ManagementFactory.getGarbageCollectorMXBeans();

	private final OperatingSystemMXBean process = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

	private final Set<String> heapPools = ManagementFactory.getMemoryPoolMXBeans()
		.stream()
		.filter((pool) -> pool.getType() == MemoryType.HEAP)
		.map(MemoryPoolMXBean::getName)
		.collect(Collectors.toSet());

	private final AtomicLong collected = new AtomicLong();

	private final AtomicLong collections = new AtomicLong(collectionCount());

	ResourceMeter() {
		for (GarbageCollectorMXBean collector : this.collectors) {
			((NotificationEmitter) collector).addNotificationListener(this::onCollection, null, null);
		}
	}

	private void onCollection(Notification notification, Object handback) {
		if (GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION.equals(notification.getType())) {
			GcInfo info = GarbageCollectionNotificationInfo.from((CompositeData) notification.getUserData())
				.getGcInfo();
			this.collected.addAndGet(heap(info.getMemoryUsageBeforeGc()) - heap(info.getMemoryUsageAfterGc()));
			this.collections.incrementAndGet();
		}
	}

	private long heap(Map<String, MemoryUsage> usage) {
		long used = 0;
		for (Map.Entry<String, MemoryUsage> pool : usage.entrySet()) {
			used += this.heapPools.contains(pool.getKey()) ? pool.getValue().getUsed() : 0;
		}
		return used;
	}

	private long collectionCount() {
		long count = 0;
		for (GarbageCollectorMXBean collector : this.collectors) {
			count += collector.getCollectionCount();
		}
		return count;
	}

	Reading read() throws InterruptedException {
		long wall = System.nanoTime();
		long cpu = this.process.getProcessCpuTime();
		return new Reading(wall, cpu, allocated());
	}

	// The notifications come a little after the collections.
	private long allocated() throws InterruptedException {
		while (true) {
			long count = collectionCount();
			long used = heapUsed();
			if (this.collections.get() >= count && collectionCount() == count) {
				return this.collected.get() + used;
			}
			Thread.sleep(1);
		}
	}

	static long heapUsed() {
		return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
	}

	static long heapUsedAfterCollection() throws InterruptedException {
		for (int i = 0; i < 3; i++) {
			System.gc();
			Thread.sleep(100);
		}
		return heapUsed();
	}

	/**
	 * What was used until some moment.
	 *
	 * @param wallNanos the time
	 * @param cpuNanos processor time of all threads of the process
	 * @param allocatedBytes bytes allocated on the heap
	 */
	record Reading(long wallNanos, long cpuNanos, long allocatedBytes) {

		Reading since(Reading start) {
			return new Reading(this.wallNanos - start.wallNanos, this.cpuNanos - start.cpuNanos,
					this.allocatedBytes - start.allocatedBytes);
		}

	}

}
