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

package io.github.togetherspring.benchmarks.startup;

import java.lang.management.ManagementFactory;
import java.util.Locale;

import com.sun.management.OperatingSystemMXBean;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;

/**
 * A web application with nothing in it. It prints what its start cost, and ends.
 */
@SpringBootApplication(proxyBeanMethods = false)
public class StartupApplication {

	/**
	 * Start the application.
	 * @param args arguments for Spring Boot
	 */
	public static void main(String[] args) {
		System.exit(SpringApplication.exit(SpringApplication.run(StartupApplication.class, args)));
	}

	@EventListener(ApplicationReadyEvent.class)
	void onReady() {
		long millis = System.currentTimeMillis() - ManagementFactory.getRuntimeMXBean().getStartTime();
		OperatingSystemMXBean process = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
		System.out.printf(Locale.ROOT, "STARTED %d %d %d%n", millis, process.getProcessCpuTime() / 1_000_000,
				ManagementFactory.getClassLoadingMXBean().getTotalLoadedClassCount());
	}

}
