audience = "first"
name     = "from-auto"
