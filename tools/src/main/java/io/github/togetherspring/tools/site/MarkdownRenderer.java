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

package io.github.togetherspring.tools.site;

import java.nio.file.Path;
import java.util.List;

import org.commonmark.Extension;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.ext.heading.anchor.HeadingAnchorExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Heading;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;
import org.commonmark.renderer.text.TextContentRenderer;

/**
 * Renders pages in GitHub's Markdown as HTML, with anchors named as on GitHub.
 */
class MarkdownRenderer {

	private static final List<Extension> EXTENSIONS = List.of(TablesExtension.create(),
			HeadingAnchorExtension.create());

	private final Parser parser = Parser.builder().extensions(EXTENSIONS).build();

	private final HtmlRenderer htmlRenderer = HtmlRenderer.builder().extensions(EXTENSIONS).build();

	private final TextContentRenderer textRenderer = TextContentRenderer.builder().build();

	private final PageLinks links;

	MarkdownRenderer(PageLinks links) {
		this.links = links;
	}

	/**
	 * Render a page.
	 * @param path the path of the page in the repository
	 * @param markdown the content of the page
	 * @return the rendered page
	 */
	Page render(Path path, String markdown) {
		Node document = this.parser.parse(markdown);
		TitleAndLinks visitor = new TitleAndLinks(path);
		document.accept(visitor);
		return new Page(visitor.title, this.htmlRenderer.render(document));
	}

	/**
	 * Rendered page.
	 *
	 * @param title the first heading
	 * @param html the content, to be put into the body of a document
	 */
	record Page(String title, String html) {

	}

	private final class TitleAndLinks extends AbstractVisitor {

		private final Path path;

		private String title = "";

		private TitleAndLinks(Path path) {
			this.path = path;
		}

		@Override
		public void visit(Heading heading) {
			if (this.title.isEmpty()) {
				this.title = MarkdownRenderer.this.textRenderer.render(heading);
			}
			super.visit(heading);
		}

		@Override
		public void visit(Link link) {
			link.setDestination(MarkdownRenderer.this.links.link(this.path, link.getDestination()));
			super.visit(link);
		}

		@Override
		public void visit(Image image) {
			image.setDestination(MarkdownRenderer.this.links.image(this.path, image.getDestination()));
			super.visit(image);
		}

	}

}
