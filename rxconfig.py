"""Reflex configuration, derived from ``presantra.settings``, where every parameter is explained."""

from __future__ import annotations

import reflex as rx
from reflex.constants import StateManagerMode

from presantra.settings import get_settings
from presantra.ui.theme.plugins import PortableOriginPlugin, ThemePlugin

# A host that cannot exist: PortableOriginPlugin replaces it, in the built files, by the origin of the page.
# One build then serves any address and any port.
BUILD_ORIGIN = PortableOriginPlugin.placeholder

_settings = get_settings()

config = rx.Config(
    app_name="presantra",
    api_url=BUILD_ORIGIN,
    deploy_url=_settings.public_url,
    frontend_port=_settings.port,
    backend_port=_settings.port,
    backend_host=_settings.host,
    cors_allowed_origins=[_settings.public_url],
    trusted_proxy_hops=_settings.trusted_proxy_hops,
    telemetry_enabled=False,
    show_built_with_reflex=False,
    default_color_mode="light",
    frontend_compression_formats=["gzip"],
    frontend_lazy_bundled_libraries=True,
    state_manager_mode=StateManagerMode.REDIS if _settings.redis_url else StateManagerMode.MEMORY,
    redis_url=_settings.redis_url or None,
    # The screens of a tab outlive its session by little; in memory or in Redis, despite the name.
    redis_token_expiration=int(_settings.session_idle.total_seconds()) + 300,
    plugins=[ThemePlugin(), PortableOriginPlugin()],
    disable_plugins=[rx.plugins.SitemapPlugin],
)
