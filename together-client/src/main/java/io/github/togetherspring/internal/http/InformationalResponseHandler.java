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

package io.github.togetherspring.internal.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import reactor.netty.Connection;
import reactor.netty.NettyPipeline;

/**
 * Skips informational responses such as 103 (Early Hints), which come before the final
 * one. Reactor Netty takes them for the final one and returns the connection to its pool,
 * so that the next call would get the response to this one: its
 * {@code HttpClientOperations} only skips 100 (Continue). A status that is not a number
 * of three digits makes a response invalid, as with the other HTTP clients. Must only be
 * loaded where Reactor Netty is on the class path.
 * <p>
 * {@code HttpClientFaultsTests} fails when that is fixed; no issue is known upstream.
 */
final class InformationalResponseHandler extends ChannelInboundHandlerAdapter {

	private static final String NAME = InformationalResponseHandler.class.getName();

	private static final int MAX_STATUS = 999;

	private boolean skipping;

	private InformationalResponseHandler() {
	}

	static void addTo(Object nativeRequest) {
		if (nativeRequest instanceof Connection connection) {
			addTo(connection.channel());
		}
	}

	// A reused connection already has the handler.
	private static void addTo(Channel channel) {
		ChannelPipeline pipeline = channel.pipeline();
		if (pipeline.get(NAME) != null) {
			return;
		}
		if (pipeline.get(NettyPipeline.HttpCodec) != null) {
			pipeline.addAfter(NettyPipeline.HttpCodec, NAME, new InformationalResponseHandler());
		}
		else if (pipeline.get(NettyPipeline.H2ToHttp11Codec) != null) {
			pipeline.addAfter(NettyPipeline.H2ToHttp11Codec, NAME, new InformationalResponseHandler());
		}
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		if (message instanceof HttpResponse response) {
			if (!hasThreeDigits(response.status())) {
				response.setDecoderResult(DecoderResult.failure(new IllegalArgumentException("Invalid status")));
			}
			this.skipping = isInformational(response.status());
			if (isUnwantedSwitch(response.status(), context.pipeline())) {
				// What follows is unknown.
				context.close();
			}
		}
		if (!this.skipping) {
			context.fireChannelRead(message);
			return;
		}
		ReferenceCountUtil.release(message);
		if (message instanceof LastHttpContent) {
			this.skipping = false;
			context.read();
		}
	}

	// Spring rejects other codes with an exception that does not say that the response is
	// invalid.
	private static boolean hasThreeDigits(HttpResponseStatus status) {
		return status.code() >= HttpResponseStatus.CONTINUE.code() && status.code() <= MAX_STATUS;
	}

	// Reactor Netty skips 100 itself.
	private static boolean isInformational(HttpResponseStatus status) {
		return status.code() > HttpResponseStatus.SWITCHING_PROTOCOLS.code()
				&& status.code() < HttpResponseStatus.OK.code();
	}

	private static boolean isUnwantedSwitch(HttpResponseStatus status, ChannelPipeline pipeline) {
		return status.code() == HttpResponseStatus.SWITCHING_PROTOCOLS.code()
				&& pipeline.get(NettyPipeline.H2CUpgradeHandler) == null;
	}

}
