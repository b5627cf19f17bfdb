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

package io.github.togetherspring.internal.connector;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.resolver.AbstractAddressResolver;
import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.DefaultAddressResolverGroup;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Promise;
import org.jspecify.annotations.Nullable;
import reactor.netty.NettyPipeline;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;

/**
 * Makes Reactor Netty send requests that a proxy forwards, with an absolute URL. By
 * default Reactor Netty requests a tunnel even to servers without TLS, and most proxies
 * allow tunnels to port 443 only.
 */
final class ProxyRequests extends ChannelOutboundHandlerAdapter {

	private static final int DEFAULT_PORT = 80;

	private final String server;

	private final @Nullable String authorization;

	private ProxyRequests(String server, @Nullable String authorization) {
		this.server = server;
		this.authorization = authorization;
	}

	/**
	 * Return a client that connects to the proxy and sends absolute URLs.
	 * @param client a client without a proxy
	 * @param proxy the proxy
	 * @return the client
	 */
	static HttpClient applyTo(HttpClient client, ClientProxy proxy) {
		AddressResolverGroup<?> resolver = client.configuration().resolver();
		return client.protocol(HttpProtocol.HTTP11)
			.resolver(new ProxyAddress(proxy, (resolver != null) ? resolver : DefaultAddressResolverGroup.INSTANCE))
			.doOnChannelInit((observer, channel, server) -> install(channel, server, proxy));
	}

	private static void install(Channel channel, @Nullable SocketAddress server, ClientProxy proxy) {
		if (server instanceof InetSocketAddress address) {
			channel.pipeline()
				.addAfter(NettyPipeline.HttpCodec, ProxyRequests.class.getName(),
						new ProxyRequests(url(address), proxy.authorization()));
		}
	}

	private static String url(InetSocketAddress server) {
		String host = HttpUtil.formatHostnameForHttp(server);
		return "http://" + ((server.getPort() != DEFAULT_PORT) ? host + ":" + server.getPort() : host);
	}

	@Override
	public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
		if (message instanceof HttpRequest request) {
			request.setUri(this.server + request.uri());
			if (this.authorization != null) {
				request.headers().set(HttpHeaderNames.PROXY_AUTHORIZATION, this.authorization);
			}
		}
		context.write(message, promise);
	}

	/**
	 * Resolves the address of the proxy instead of the server's. The proxy resolves the
	 * names of servers, which may be unknown here.
	 */
	private static final class ProxyAddress extends AddressResolverGroup<InetSocketAddress> {

		private final ClientProxy proxy;

		private final AddressResolverGroup<?> names;

		ProxyAddress(ClientProxy proxy, AddressResolverGroup<?> names) {
			this.proxy = proxy;
			this.names = names;
		}

		@Override
		@SuppressWarnings("unchecked")
		protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
			AddressResolver<InetSocketAddress> names = (AddressResolver<InetSocketAddress>) this.names
				.getResolver(executor);
			InetSocketAddress address = this.proxy.unresolvedAddress();
			return new AbstractAddressResolver<>(executor, InetSocketAddress.class) {

				@Override
				protected boolean doIsResolved(InetSocketAddress server) {
					return false;
				}

				@Override
				protected void doResolve(InetSocketAddress server, Promise<InetSocketAddress> promise) {
					names.resolve(address, promise);
				}

				@Override
				protected void doResolveAll(InetSocketAddress server, Promise<List<InetSocketAddress>> promise) {
					names.resolveAll(address, promise);
				}

			};
		}

	}

}
