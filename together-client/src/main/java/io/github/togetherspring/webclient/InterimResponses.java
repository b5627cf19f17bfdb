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

package io.github.togetherspring.webclient;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import reactor.netty.Connection;
import reactor.netty.NettyPipeline;

/**
 * Passes over answers that come before the real one, such as 103 (Early Hints). Reactor
 * Netty takes them for the real one and puts the connection back into its pool, so that
 * the next call would get the answer of this one. Only to be touched where Reactor Netty
 * is on the class path.
 */
final class InterimResponses extends ChannelInboundHandlerAdapter {

	private static final String NAME = InterimResponses.class.getName();

	private boolean passing;

	private InterimResponses() {
	}

	static void passOver(Object nativeRequest) {
		if (nativeRequest instanceof Connection connection) {
			passOver(connection.channel());
		}
	}

	// A connection that is used again has it already.
	private static void passOver(Channel channel) {
		ChannelPipeline pipeline = channel.pipeline();
		if (pipeline.get(NAME) != null) {
			return;
		}
		if (pipeline.get(NettyPipeline.HttpCodec) != null) {
			pipeline.addAfter(NettyPipeline.HttpCodec, NAME, new InterimResponses());
		}
		else if (pipeline.get(NettyPipeline.H2ToHttp11Codec) != null) {
			pipeline.addAfter(NettyPipeline.H2ToHttp11Codec, NAME, new InterimResponses());
		}
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		if (message instanceof HttpResponse response) {
			this.passing = isInterim(response.status());
			if (isUnwantedSwitch(response.status(), context.pipeline())) {
				// Nobody knows what will be spoken here.
				context.close();
			}
		}
		if (!this.passing) {
			context.fireChannelRead(message);
			return;
		}
		ReferenceCountUtil.release(message);
		if (message instanceof LastHttpContent) {
			this.passing = false;
			context.read();
		}
	}

	// Reactor Netty knows 100.
	private static boolean isInterim(HttpResponseStatus status) {
		return status.code() > HttpResponseStatus.SWITCHING_PROTOCOLS.code()
				&& status.code() < HttpResponseStatus.OK.code();
	}

	private static boolean isUnwantedSwitch(HttpResponseStatus status, ChannelPipeline pipeline) {
		return status.code() == HttpResponseStatus.SWITCHING_PROTOCOLS.code()
				&& pipeline.get(NettyPipeline.H2CUpgradeHandler) == null;
	}

}
