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

import java.awt.Color;
import java.awt.geom.Rectangle2D;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.NumberFormat;
import java.util.Locale;

import io.github.togetherspring.benchmarks.client.ContenderKind;
import org.jfree.chart.ChartFactory;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.labels.StandardCategoryItemLabelGenerator;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.plot.PlotOrientation;
import org.jfree.chart.renderer.category.BarRenderer;
import org.jfree.chart.renderer.category.StandardBarPainter;
import org.jfree.data.category.DefaultCategoryDataset;
import org.jfree.svg.SVGGraphics2D;

/**
 * Draws what a chunk costs.
 */
class Plot {

	private static final int WIDTH = 800;

	private static final int HEIGHT = 420;

	private final Measurements clients;

	Plot(Measurements clients) {
		this.clients = clients;
	}

	void write(Path file) throws IOException {
		DefaultCategoryDataset data = new DefaultCategoryDataset();
		for (ContenderKind client : ContenderKind.values()) {
			String title = client.title().replace("`", "");
			data.addValue(this.clients.median(client, SideBySide.ONE_EVENT, "cpuMicros"), "one event per write", title);
			data.addValue(this.clients.median(client, SideBySide.SIXTEEN_EVENTS, "cpuMicros"), "16 events per write",
					title);
		}
		JFreeChart chart = ChartFactory.createBarChart("Processor time of a chunk", null, "microseconds", data,
				PlotOrientation.HORIZONTAL, true, false, false);
		chart.setBackgroundPaint(Color.WHITE);
		CategoryPlot plot = chart.getCategoryPlot();
		plot.setBackgroundPaint(Color.WHITE);
		plot.setRangeGridlinePaint(Color.LIGHT_GRAY);
		plot.setOutlineVisible(false);
		BarRenderer bars = (BarRenderer) plot.getRenderer();
		bars.setBarPainter(new StandardBarPainter());
		bars.setShadowVisible(false);
		bars.setSeriesPaint(0, new Color(0x1f, 0x77, 0xb4));
		bars.setSeriesPaint(1, new Color(0xff, 0x7f, 0x0e));
		bars.setDefaultItemLabelGenerator(
				new StandardCategoryItemLabelGenerator("{2}", NumberFormat.getNumberInstance(Locale.ROOT)));
		bars.setDefaultItemLabelsVisible(true);
		plot.getRangeAxis().setUpperMargin(0.1);
		SVGGraphics2D graphics = new SVGGraphics2D(WIDTH, HEIGHT);
		chart.draw(graphics, new Rectangle2D.Double(0, 0, WIDTH, HEIGHT));
		Files.writeString(file, graphics.getSVGDocument());
	}

}
