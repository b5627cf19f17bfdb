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
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Locale;

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
 * Bars for each client.
 */
class Plot {

	private static final int WIDTH = 800;

	private static final int HEIGHT = 420;

	private static final Color BLUE = new Color(0x1f, 0x77, 0xb4);

	private static final Color ORANGE = new Color(0xff, 0x7f, 0x0e);

	private final DefaultCategoryDataset data = new DefaultCategoryDataset();

	private final String title;

	private final String unit;

	Plot(String title, String unit) {
		this.title = title;
		this.unit = unit;
	}

	void add(String title, String series, double value) {
		this.data.addValue(Double.isNaN(value) ? null : (Double) value, series, title.replace("`", ""));
	}

	void write(Path file) throws IOException {
		JFreeChart chart = ChartFactory.createBarChart(this.title, null, this.unit, this.data,
				PlotOrientation.HORIZONTAL, true, false, false);
		chart.setBackgroundPaint(Color.WHITE);
		CategoryPlot plot = chart.getCategoryPlot();
		plot.setBackgroundPaint(Color.WHITE);
		plot.setRangeGridlinePaint(Color.LIGHT_GRAY);
		plot.setOutlineVisible(false);
		BarRenderer bars = (BarRenderer) plot.getRenderer();
		bars.setBarPainter(new StandardBarPainter());
		bars.setShadowVisible(false);
		bars.setSeriesPaint(0, BLUE);
		bars.setSeriesPaint(1, ORANGE);
		bars.setDefaultItemLabelGenerator(new StandardCategoryItemLabelGenerator("{2}",
				new DecimalFormat("0.##", DecimalFormatSymbols.getInstance(Locale.ROOT))));
		bars.setDefaultItemLabelsVisible(true);
		plot.getRangeAxis().setUpperMargin(0.1);
		SVGGraphics2D graphics = new SVGGraphics2D(WIDTH, HEIGHT);
		chart.draw(graphics, new Rectangle2D.Double(0, 0, WIDTH, HEIGHT));
		Files.writeString(file, graphics.getSVGDocument() + "\n");
	}

}
