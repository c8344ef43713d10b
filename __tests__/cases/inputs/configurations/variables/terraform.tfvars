projects = [{ path = "acme/api" }, { path = "acme/web", branch = "$${dev}" }]
audience = "overridden"
