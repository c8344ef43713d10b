variable "issuer" {
  description = "The `iss` of the tokens: the address of the GitLab instance, such as `https://gitlab.com`, unless the instance publishes its keys elsewhere."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^https://[A-Za-z0-9.-]+(?:/[!-~]+)?$", var.issuer)) && length(var.issuer) <= 255
    error_message = "The issuer must begin with https://, and have no port, query, fragment or credentials."
  }

  validation {
    condition     = !can(regex("[?#\"\\\\<>^`{|}]", var.issuer))
    error_message = "The issuer must have no query, no fragment, and no character that a URL does not have."
  }

  validation {
    condition     = !endswith(var.issuer, "/")
    error_message = "The issuer must not end in a slash: AWS takes https://host/path and https://host/path/ for two issuers."
  }
}

variable "audience" {
  description = "The one `aud` that the jobs ask for in `id_tokens`, such as `sts.amazonaws.com`. Demanded by every role that has none of its own; what the roles demand is registered at the OIDC provider."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[!-~\u00a1-\u00ff]{1,255}$", var.audience))
    error_message = "The audience must have 1 to 255 visible characters up to U+00FF, such as sts.amazonaws.com."
  }

  validation {
    condition     = !strcontains(var.audience, "*")
    error_message = "The audience must be one value: a * would be taken literally."
  }
}

variable "existing_provider" {
  description = "The OIDC provider of the issuer, where the account has it already; an account can have only one. `null`: the module creates it. An object, so that the ARN may be one that Terraform knows only after the apply."
  type        = object({ arn = string })
  default     = null

  validation {
    condition     = try(var.existing_provider.arn, null) == null || can(regex("^arn:aws[a-z-]*:iam::[0-9]{12}:oidc-provider/.", var.existing_provider.arn))
    error_message = "The ARN must be that of an IAM OIDC provider, such as arn:aws:iam::111122223333:oidc-provider/gitlab.com."
  }
}

variable "thumbprints" {
  description = "SHA-1 fingerprints of the certificate authority behind the issuer's keys: only for a private authority that AWS does not know."
  type        = list(string)
  default     = null

  validation {
    condition = var.thumbprints == null || try(
      length(var.thumbprints) > 0 && length(var.thumbprints) <= 5 && alltrue([for thumbprint in var.thumbprints : can(regex("^[0-9A-Fa-f]{40}$", thumbprint))]),
      false,
    )
    error_message = "There must be 1 to 5 thumbprints of 40 hexadecimal digits, without colons; leave them out where AWS knows the authority."
  }
}

variable "provider_tags" {
  description = "Tags of the OIDC provider, where the module creates it."
  type        = map(string)
  default     = null
}

variable "trust_policy_quota" {
  description = "Longest trust policy that the account allows, in characters (quota L-C07B4B0D)."
  type        = number
  default     = 2048
  nullable    = false

  validation {
    condition     = var.trust_policy_quota >= 2048 && var.trust_policy_quota <= 8192
    error_message = "The quota must be between 2048, which every account has, and 8192, the most that AWS grants."
  }
}

variable "roles" {
  description = <<-EOT
    The roles by a key of your choice, each with whom it admits. A token can assume the role when it fits one entry of `trust` in everything that the entry says; nothing that is omitted widens an entry but `sources`, `runner`, `protected` and `environment`, which then demand nothing.

    - `name`: name of the IAM role; the key if absent
    - `trust`: at least one entry
      - `project`: `path`; `id` and `namespace_id`, which gitlab.com needs because a path is not an identity; `sub_claim`, where the project has other components than GitLab's default
      - `branches`, `tags`: names, or patterns in which `*` stands for any run of characters, `/` included; at least one in all
      - `protected`: only refs that are protected in GitLab
      - `sources`: only pipelines started like this, such as `push`, `web` or `schedule`; gitlab.com only
      - `runner`: only jobs on a `gitlab-hosted` or a `self-hosted` runner; gitlab.com only
      - `environment`: only jobs of an environment that is `protected`, or of that `tier`; its component has to be in `sub_claim`
    - `request`: what a request for the role must meet beside the token; it only narrows
      - `source_ip`: public addresses or CIDR ranges (`aws:SourceIp`)
      - `source_vpc`, `source_vpce`: ids of VPCs, and of VPC endpoints for STS (`aws:SourceVpc`, `aws:SourceVpce`)
    - `break_glass`: the one `principal`, ARN of an IAM user or role, that can assume the role without a token; with `mfa = false` also without MFA, which a role must say; a whole account only with `account_root = true`
    - `audience`: the one `aud` that this role demands instead of `audience` of the module
    - `managed_policy_arns`: ARNs by a name of your choice, because Terraform may learn an ARN only when it applies
    - `inline_policies`: JSON documents by name
    - `permissions_boundary`, `path`, `description`, `tags`, `force_detach_policies`: as `aws_iam_role` has them
    - `max_session_duration`: seconds
  EOT
  type = map(object({
    name     = optional(string)
    audience = optional(string)
    trust = list(object({
      project = object({
        path         = string
        id           = optional(string)
        namespace_id = optional(string)
        sub_claim    = optional(list(string), ["project_path", "ref_type", "ref"])
      })
      branches  = optional(list(string), [])
      tags      = optional(list(string), [])
      protected = optional(bool, false)
      sources   = optional(list(string))
      runner    = optional(string)
      environment = optional(object({
        protected = optional(bool)
        tier      = optional(string)
      }))
    }))
    request = optional(object({
      source_ip   = optional(list(string))
      source_vpc  = optional(list(string))
      source_vpce = optional(list(string))
    }))
    break_glass = optional(object({
      principal    = string
      mfa          = optional(bool, true)
      account_root = optional(bool, false)
    }))
    managed_policy_arns   = optional(map(string), {})
    inline_policies       = optional(map(string), {})
    permissions_boundary  = optional(string)
    path                  = optional(string)
    description           = optional(string)
    max_session_duration  = optional(number, 3600)
    force_detach_policies = optional(bool)
    tags                  = optional(map(string))
  }))
  nullable = false

  validation {
    condition     = alltrue([for key, role in var.roles : can(regex("^[A-Za-z0-9_+=,.@-]{1,64}$", coalesce(role.name, key)))])
    error_message = "The name of a role must have 1 to 64 letters, digits or characters of _+=,.@-."
  }

  validation {
    condition     = length(distinct([for key, role in var.roles : lower(coalesce(role.name, key))])) == length(var.roles)
    error_message = "Two roles must not have names that differ in nothing but case: for IAM they are one role."
  }

  validation {
    condition     = alltrue([for role in values(var.roles) : role.audience == null ? true : can(regex("^[!-~\u00a1-\u00ff]{1,255}$", role.audience)) && !strcontains(role.audience, "*")])
    error_message = "The audience of a role must be one value of 1 to 255 visible characters up to U+00FF, without a *; leave it out for that of the module."
  }

  validation {
    condition     = alltrue([for role in values(var.roles) : length(role.trust) > 0])
    error_message = "Every role needs at least one entry under trust: without one nobody could assume it."
  }

  validation {
    condition     = alltrue(flatten([for role in values(var.roles) : [for rule in role.trust : length(rule.branches) + length(rule.tags) > 0]]))
    error_message = "Every entry of a trust must name a branch or a tag; every branch is branches = [\"*\"]."
  }

  validation {
    condition = alltrue(flatten([for role in values(var.roles) : [for rule in role.trust : [for ref in concat(rule.branches, rule.tags) :
      can(regex("^[!-~\u00a1-\u00ff]+$", ref)) &&
      !can(regex("[~^:?\\[\\\\]|\\.\\.|@\\{|//|^[/.-]|/\\.|\\.lock(?:/|$)|[/.]$|^@$|^HEAD$|^refs/(?:heads|tags|remotes)/|^[0-9a-f]{40}$", ref))
    ]]]))
    error_message = "A branch or a tag must be a short name that git allows, or a pattern with * and no other wildcard (no ?, no [a-z], no .*), and have no character beyond U+00FF, which IAM does not accept."
  }

  validation {
    condition = alltrue(flatten([for role in values(var.roles) : [for rule in role.trust :
      can(regex("^[A-Za-z0-9_.][A-Za-z0-9_.-]*(?:/[A-Za-z0-9_.][A-Za-z0-9_.-]*)+$", rule.project.path)) && !can(regex("(?i)\\.(?:git|atom)(?:/|$)", rule.project.path))
    ]]))
    error_message = "The path of a project must be its full path, such as acme/platform/api: no address, no leading or trailing slash, no wildcard."
  }

  validation {
    condition = alltrue(flatten([for role in values(var.roles) : [for rule in role.trust : [for id in [rule.project.id, rule.project.namespace_id] :
      id == null || can(regex("^[1-9][0-9]*$", id))
    ]]]))
    error_message = "The ids of a project and of its group must be their numbers in GitLab."
  }

  validation {
    condition = alltrue(flatten([for role in values(var.roles) : [for rule in role.trust :
      length(setsubtract(rule.project.sub_claim, ["project_path", "ref_type", "ref", "ref_protected", "environment_protected", "deployment_tier", "project_id", "job_project_id", "job_project_path", "source_project_id", "source_project_path"])) == 0 &&
      length(distinct(rule.project.sub_claim)) == length(rule.project.sub_claim) &&
      contains(["project_path", "project_id", "job_project_id", "job_project_path", "source_project_id", "source_project_path"], try(rule.project.sub_claim[0], "")) &&
      contains(rule.project.sub_claim, "ref_type") && contains(rule.project.sub_claim, "ref") &&
      (length(setintersection(rule.project.sub_claim, ["project_id", "job_project_id", "source_project_id"])) == 0 || rule.project.id != null)
    ]]))
    error_message = "The sub_claim of a project must begin with a component that names the project (with its id, where that is an id), have ref_type and ref, and nothing that GitLab does not put there."
  }

  validation {
    condition = alltrue(flatten([for role in values(var.roles) : [for rule in role.trust :
      rule.sources == null ? true : length(rule.sources) > 0 && length(setsubtract(rule.sources, [
        "push", "web", "trigger", "schedule", "api", "external", "pipeline", "chat", "webide", "merge_request_event",
        "external_pull_request_event", "parent_pipeline", "ondemand_dast_scan", "ondemand_dast_validation",
        "security_orchestration_policy", "container_registry_push", "duo_workflow", "pipeline_execution_policy_schedule",
        "unknown",
      ])) == 0
    ]]))
    error_message = "The sources must be values of GitLab's claim pipeline_source, such as push, web or schedule; omit sources where anything may start the pipeline."
  }

  validation {
    condition     = alltrue(flatten([for role in values(var.roles) : [for rule in role.trust : rule.runner == null ? true : contains(["gitlab-hosted", "self-hosted"], rule.runner)]]))
    error_message = "The runner must be gitlab-hosted or self-hosted; omit it if any runner may run the job."
  }

  validation {
    condition = alltrue(flatten([for role in values(var.roles) : [for rule in role.trust :
      rule.environment == null ? true : (
        (rule.environment.protected != null || rule.environment.tier != null) &&
        (rule.environment.protected == null ? true : rule.environment.protected && contains(rule.project.sub_claim, "environment_protected")) &&
        (rule.environment.tier == null ? true : contains(["production", "staging", "testing", "development", "other"], rule.environment.tier) && contains(rule.project.sub_claim, "deployment_tier"))
      )
    ]]))
    error_message = "An environment must be demanded as protected = true, with environment_protected in the sub_claim of the project, or by a tier that GitLab has, with deployment_tier in the sub_claim."
  }

  validation {
    condition = alltrue([for role in values(var.roles) : role.request == null ? true : (
      length([for values in [role.request.source_ip, role.request.source_vpc, role.request.source_vpce] : values if values != null]) > 0 &&
      alltrue([for values in [role.request.source_ip, role.request.source_vpc, role.request.source_vpce] : values == null ? true : length(values) > 0]) &&
      (role.request.source_ip == null || (role.request.source_vpc == null && role.request.source_vpce == null))
    )])
    error_message = "The request of a role must name addresses, or VPCs and their endpoints, but not both: a request through a VPC endpoint has no aws:SourceIp."
  }

  validation {
    condition = alltrue(flatten([for role in values(var.roles) : [for address in coalesce(try(role.request.source_ip, null), []) :
      can(cidrhost(strcontains(address, "/") ? address : strcontains(address, ":") ? "${address}/128" : "${address}/32", 0)) &&
      !endswith(address, "/0") &&
      try(cidrhost(address, 0) == cidrhost("${split("/", address)[0]}/${strcontains(address, ":") ? 128 : 32}", 0), !strcontains(address, "/")) &&
      !can(regex("^(?:0|10|127|169\\.254|192\\.168|172\\.(?:1[6-9]|2[0-9]|3[01])|100\\.(?:6[4-9]|[7-9][0-9]|1[01][0-9]|12[0-7])|22[4-9]|2[345][0-9])\\.", address)) &&
      !can(regex("(?i)^(?:::|0+:|f[cdf]|fe[89ab])", address))
    ]]))
    error_message = "Every source_ip must be a public address, or a public CIDR range that begins at its address and is not every address."
  }

  validation {
    condition = alltrue(flatten([for role in values(var.roles) : concat(
      [for id in coalesce(try(role.request.source_vpc, null), []) : can(regex("^vpc-(?:[0-9a-f]{8}|[0-9a-f]{17})$", id))],
      [for id in coalesce(try(role.request.source_vpce, null), []) : can(regex("^vpce-(?:[0-9a-f]{8}|[0-9a-f]{17})$", id))],
    )]))
    error_message = "A source_vpc must be the id of a VPC, such as vpc-0a1b2c3d4e5f67890, and a source_vpce that of a VPC endpoint, such as vpce-0a1b2c3d4e5f67890."
  }

  validation {
    condition = alltrue([for role in values(var.roles) : role.break_glass == null ? true : (
      can(regex("^arn:aws(?:-[a-z]+)*:iam::[0-9]{12}:(?:(?:user|role)/(?:[!-.0-~]+/)*[A-Za-z0-9_+=,.@-]{1,64}|root)$", role.break_glass.principal)) &&
      endswith(role.break_glass.principal, ":root") == role.break_glass.account_root &&
      (!role.break_glass.mfa || !strcontains(role.break_glass.principal, ":role/"))
    )])
    error_message = "The break_glass principal must be the ARN of one IAM user or role, or with account_root = true the root ARN of an account; a role needs mfa = false, because its credentials never contain MFA."
  }

  validation {
    condition     = alltrue([for role in values(var.roles) : role.max_session_duration >= 3600 && role.max_session_duration <= 43200 && floor(role.max_session_duration) == role.max_session_duration])
    error_message = "The max_session_duration must be whole seconds from 3600 (one hour) to 43200 (twelve hours)."
  }

  validation {
    condition     = alltrue([for role in values(var.roles) : role.path == null ? true : can(regex("^/(?:[!-~]+/)?$", role.path)) && !strcontains(role.path, "//") && length(role.path) <= 512])
    error_message = "The path of a role must begin and end with a slash, such as /ci/, and have at most 512 printable ASCII characters."
  }

  validation {
    condition     = alltrue([for role in values(var.roles) : role.description == null || can(regex("^[\\t\\n\\r -~\u00a1-\u00ff]{0,1000}$", role.description))])
    error_message = "The description of a role must have at most 1000 characters of Latin-1."
  }

  validation {
    condition     = alltrue(flatten([for role in values(var.roles) : [for name, document in role.inline_policies : can(regex("^[A-Za-z0-9_+=,.@-]{1,128}$", name)) && can(jsondecode(document).Statement)]]))
    error_message = "The inline_policies must be JSON documents with a Statement, by names of 1 to 128 letters, digits or characters of _+=,.@-; write them with jsonencode."
  }
}
