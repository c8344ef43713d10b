# Which of some requests a trust policy admits: IAM's rules, as far as the policies of this module go. Whatever goes beyond them, such as
# a Deny, another principal, another operator or a policy variable, is reported in `unknown` and admits no token.

variable "host" {
  description = "Issuer of the tokens, without https://."
  type        = string
}

variable "provider_arn" {
  description = "The provider that vouches for the tokens."
  type        = string
}

variable "trust_policies" {
  description = "Trust policies as JSON, by role."
  type        = map(string)
}

variable "break_glass" {
  description = "The statement for a principal that needs no token as JSON, by role: the one that is declared, and no other."
  type        = map(string)
  default     = {}
}

variable "callers" {
  description = "What a request for a role contains beside the token, by role, where the role demands something of it: condition keys in lower case."
  type        = map(map(string))
  default     = {}
}

variable "requests" {
  description = "What AWS takes from each token, by a name for it: `sub`, `aud` and the other condition keys without the host."
  type        = map(map(string))
  default     = {}
}

variable "conditions" {
  description = "What each statement of each role has to demand, and nothing else: `operator key value`, the key without the host. `null`: anything."
  type        = map(list(list(string)))
  default     = null
}

locals {
  statements = {
    for role, text in var.trust_policies : role => [
      for statement in flatten([jsondecode(text).Statement]) : {
        allows = try(
          statement.Effect == "Allow" &&
          statement.Action == "sts:AssumeRoleWithWebIdentity" &&
          length(setsubtract(keys(statement), ["Sid", "Effect", "Principal", "Action", "Condition"])) == 0,
          false,
        )
        principal = try(statement.Principal.Federated == var.provider_arn && length(keys(statement.Principal)) == 1, false)
        demands = sort(flatten([
          for operator, keys in try(statement.Condition, {}) : [
            for key, values in keys : [
              for value in flatten([values]) : "${operator} ${trimprefix(lower(key), "${lower(var.host)}:")} ${value}"
            ]
          ]
        ]))
        conditions = flatten([
          for operator, keys in try(statement.Condition, {}) : [
            for key, values in keys : {
              operator = operator
              name     = trimprefix(lower(key), "${lower(var.host)}:")
              # `*`, `?`, the escapes `${*}`, `${?}` and `${$}`, and the text between them
              values = [for value in flatten([values]) : regexall("\\$\\{[*?$]\\}|[*?]|[^*?$]+|[$]", value)]
              ranges = [for value in flatten([values]) : strcontains(value, "/") ? value : strcontains(value, ":") ? "${value}/128" : "${value}/32" if operator == "IpAddress"]
            }
          ]
        ])
        # the statement that is declared for another principal lets no token in
      } if try(jsonencode(statement) != jsonencode(jsondecode(var.break_glass[role])), true)
    ]
  }

  without_break_glass = [
    for role, text in var.break_glass : role if !contains([for statement in flatten([jsondecode(var.trust_policies[role]).Statement]) : jsonencode(statement)], jsonencode(jsondecode(text)))
  ]

  demands  = { for role, statements in local.statements : role => statements[*].demands }
  demanded = var.conditions == null ? local.demands : { for role, statements in var.conditions : role => [for demands in statements : sort(demands)] }

  # A value as a regular expression: `*` and `?` are wildcards under StringLike, and characters under StringEquals.
  tests = {
    for role, statements in local.statements : role => [
      for statement in statements : {
        conditions = [
          for condition in statement.conditions : {
            name   = condition.name
            ranges = condition.ranges
            patterns = [
              for pieces in condition.values : format("^%s$", join("", [
                for piece in pieces :
                condition.operator == "StringLike" && piece == "*" ? "(?s:.*)" :
                condition.operator == "StringLike" && piece == "?" ? "(?s:.)" :
                replace(replace(piece, "/^\\$\\{(.)\\}$/", "$1"), "/([[:punct:]])/", "\\$1")
              ]))
            ]
          }
        ]
        known = statement.allows && statement.principal && alltrue([
          for condition in statement.conditions : contains(["StringEquals", "StringLike", "IpAddress"], condition.operator) && alltrue([
            for pieces in condition.values : !strcontains(replace(join("", pieces), "/\\$\\{[*?$]\\}/", ""), "$${")
          ])
        ])
      }
    ]
  }
}

output "assume" {
  description = "The roles that each request may assume, with commas, in the order of the alphabet."
  value = {
    for request, claims in var.requests : request => join(", ", sort([
      for role, statements in local.tests : role if alltrue(statements[*].known) && anytrue([
        for statement in statements : alltrue([
          for condition in statement.conditions : length(condition.ranges) > 0 ? anytrue([
            for range in condition.ranges : try(cidrhost("${var.callers[role][condition.name]}/${split("/", range)[1]}", 0) == cidrhost(range, 0), false)
            ]) : anytrue([
            for pattern in condition.patterns : can(regex(pattern, merge(claims, try(var.callers[role], {}))[condition.name]))
          ])
        ])
      ])
    ]))
  }
}

output "unknown" {
  description = "The roles with a trust policy that these rules do not cover, with commas."
  value       = join(", ", sort([for role, statements in local.tests : role if !alltrue(statements[*].known)]))
}

output "changed" {
  description = "The roles whose statements demand something else than `conditions`, with what came (+) and what went (-)."
  value = join("; ", concat([for role in local.without_break_glass : "${role} - break_glass"], [
    for role in sort(distinct(concat(keys(local.demanded), keys(local.demands)))) : format("%s %s", role, coalesce(
      join(", ", concat(
        [for demand in setsubtract(flatten(try(local.demands[role], [])), flatten(try(local.demanded[role], []))) : "+ ${demand}"],
        [for demand in setsubtract(flatten(try(local.demanded[role], [])), flatten(try(local.demands[role], []))) : "- ${demand}"],
      )),
      "combines them otherwise",
    )) if toset([for demands in try(local.demands[role], []) : join("\n", demands)]) != toset([for demands in try(local.demanded[role], []) : join("\n", demands)])
  ]))
}
