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

package io.github.togetherspring.benchmarks;

import java.lang.management.ManagementFactory;
import java.util.Arrays;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;

/**
 * The resources that this process has used since the meter was created: processor time of
 * all threads, collector and compiler included, and bytes allocated by the threads that
 * are alive.
 */
class ResourceMeter {

	private static final OperatingSystemMXBean PROCESS = (OperatingSystemMXBean) ManagementFactory
		.getOperatingSystemMXBean();

	private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

	private final long startNanos = System.nanoTime();

	private final long startCpu = PROCESS.getProcessCpuTime();

	private final long startBytes = allocated();

	private static long allocated() {
		return Arrays.stream(THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds())).sum();
	}

	Usage read() {
		return new Usage((System.nanoTime() - this.startNanos) / 1e3,
				(PROCESS.getProcessCpuTime() - this.startCpu) / 1e3, allocated() - this.startBytes);
	}

	static long heapAfterCollection() throws InterruptedException {
		for (int i = 0; i < 3; i++) {
			System.gc();
			Thread.sleep(100);
		}
		return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
	}

	/**
	 * What was used.
	 *
	 * @param wallMicros the time
	 * @param cpuMicros the processor time
	 * @param bytes the bytes allocated
	 */
	record Usage(double wallMicros, double cpuMicros, double bytes) {

	}

}
