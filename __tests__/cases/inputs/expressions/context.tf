variable "project" {
  type    = string
  default = "acme/platform/api"
}

variable "id" {
  type    = string
  default = 101
}

variable "count_text" {
  type    = number
  default = "3"
}

variable "branches" {
  type    = list(string)
  default = ["main", "release/*", "main"]
}

variable "projects" {
  type = map(object({
    path      = string
    branches  = optional(list(string), ["main"])
    protected = optional(bool)
    id        = optional(number, 7)
  }))
  default = {
    web = { path = "acme/web" }
    api = { path = "acme/platform/api", branches = ["main", "release/*"], protected = "true", extra = 1 }
  }
}

variable "ids" {
  type    = set(string)
  default = ["b", "a", 10, "b"]
}

variable "pair" {
  type    = tuple([string, number])
  default = [1, "2"]
}

variable "anything" {
  default = { list = [1, 2], text = "x", none = null }
}

locals {
  issuer  = "https://gitlab.com"
  host    = trimprefix(local.issuer, "https://")
  nothing = null
  deep    = { a = [{ b = "one" }, { b = "two" }], "key with space" = 1 }
  users   = [{ name = "ann", roles = ["r", "w"] }, { name = "bob", roles = [] }]
  literal = "$${aws:username} %%{x} $$${y}"
}
