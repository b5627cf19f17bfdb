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

package io.github.togetherspring.autoconfigure;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.AbstractBindHandler;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;

/**
 * Binds a single stop sequence as it is written. By default it would be split at commas
 * and trimmed, and nothing would be left of a line break.
 */
class StopTextsBindHandler extends AbstractBindHandler {

	private final ConfigurationPropertyName stop;

	/**
	 * Create a handler.
	 * @param parent the next handler
	 * @param prefix the prefix of the properties, such as {@code together}
	 */
	StopTextsBindHandler(BindHandler parent, ConfigurationPropertyName prefix) {
		super(parent);
		this.stop = prefix.append("completions.stop");
	}

	@Override
	public @Nullable Object onSuccess(ConfigurationPropertyName name, Bindable<?> target, BindContext context,
			Object result) {
		Object bound = super.onSuccess(name, target, context, result);
		return (this.stop.equals(name) && isSingleText(context.getConfigurationProperty())) ? asWritten(context, bound)
				: bound;
	}

	private static boolean isSingleText(@Nullable ConfigurationProperty property) {
		return property != null && !property.getName().isLastElementIndexed()
				&& property.getValue() instanceof CharSequence;
	}

	// An empty list in a YAML file is bound from an empty text.
	private @Nullable Object asWritten(BindContext context, @Nullable Object bound) {
		String text = context.getBinder().bind(this.stop, Bindable.of(String.class)).orElse("");
		return text.isEmpty() ? bound : List.of(text);
	}

}
