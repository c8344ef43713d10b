locals {
  # Condition keys and the ARN of the provider are named after the issuer, without its scheme.
  host         = trimprefix(var.issuer, "https://")
  provider_arn = var.existing_provider == null ? one(aws_iam_openid_connect_provider.gitlab[*].arn) : var.existing_provider.arn

  # Of tokens of gitlab.com, AWS takes more into a request than `sub` and `aud`.
  is_gitlab_com = var.issuer == "https://gitlab.com"

  role_names = { for key, role in var.roles : key => coalesce(role.name, key) }
}

# Step 1: what a role's tokens may say of the ref. One element for every ref of every entry, and for every value of those components
# of the subject that the entry leaves open; "" = the job has no such value, and GitLab leaves the component out.
locals {
  admitted = {
    for key, role in var.roles : key => flatten([
      for rule in role.trust : [
        for ref in concat([for name in rule.branches : ["branch", name]], [for name in rule.tags : ["tag", name]]) : [
          for ref_protected in contains(rule.project.sub_claim, "ref_protected") ? (rule.protected ? ["true"] : ["true", "false"]) : [""] : [
            for environment in concat(
              rule.environment == null ? [["", ""]] : [],
              setproduct(
                !contains(rule.project.sub_claim, "environment_protected") ? [""] : try(rule.environment.protected, null) == null ? ["true", "false"] : [tostring(rule.environment.protected)],
                !contains(rule.project.sub_claim, "deployment_tier") ? [""] : try(rule.environment.tier, null) == null ? ["production", "staging", "testing", "development", "other"] : [rule.environment.tier],
              ),
            ) :
            {
              rule     = rule
              wildcard = strcontains(ref[1], "*")
              component = {
                project_path          = rule.project.path
                project_id            = rule.project.id
                job_project_id        = rule.project.id
                job_project_path      = rule.project.path
                source_project_id     = rule.project.id
                source_project_path   = rule.project.path
                ref_type              = ref[0]
                ref                   = replace(ref[1], "$", "$${$}") # `${` begins a policy variable in IAM, `${$}` is a `$`
                ref_protected         = ref_protected
                environment_protected = environment[0]
                deployment_tier       = environment[1]
              }
            }
          ]
        ]
      ]
    ])
  }
}

# What each role demands as `aud`.
locals {
  audiences = { for key, role in var.roles : key => coalesce(role.audience, var.audience) }
}

# Step 2: the `sub` of each, and what is demanded beside it.
locals {
  subjects = {
    for key, admitted in local.admitted : key => [
      for token in admitted : {
        sub = join(":", flatten([
          for name in token.rule.project.sub_claim : [name, token.component[name]] if token.component[name] != ""
        ]))
        conditions = jsonencode({
          sid = format(
            "%s%s%s",
            local.is_gitlab_com ? "Project${coalesce(token.rule.project.id, 0)}" : "Gitlab",
            local.is_gitlab_com && token.rule.protected ? "Protected" : "",
            token.wildcard ? "Patterns" : "Refs",
          )
          wildcard = token.wildcard
          exact = merge({
            for name, values in {
              "aws:SourceVpc"  = try(var.roles[key].request.source_vpc, null)
              "aws:SourceVpce" = try(var.roles[key].request.source_vpce, null)
            } : name => sort(distinct(values)) if values != null
            }, {
            for name, values in {
              aud                = [replace(local.audiences[key], "$", "$${$}")]
              project_id         = local.is_gitlab_com ? [token.rule.project.id] : []
              namespace_id       = local.is_gitlab_com ? [token.rule.project.namespace_id] : []
              ref_protected      = local.is_gitlab_com && token.rule.protected ? ["true"] : []
              pipeline_source    = local.is_gitlab_com && token.rule.sources != null ? sort(distinct(token.rule.sources)) : []
              runner_environment = local.is_gitlab_com && token.rule.runner != null ? [token.rule.runner] : []
            } : "${local.host}:${name}" => values if length(values) > 0
          })
        })
      }
    ]
  }
}

# Step 3: one statement for all subjects with equal conditions. Subjects with other conditions never share it: in one statement, every
# value of a key goes with every value of the others.
locals {
  subjects_by_conditions = { for key, subjects in local.subjects : key => { for subject in subjects : subject.conditions => subject.sub... } }

  shapes = {
    for key, subjects in local.subjects : key => [
      for text in distinct(subjects[*].conditions) : merge(jsondecode(text), {
        sub = { "${local.host}:sub" = sort(distinct(local.subjects_by_conditions[key][text])) }
      })
    ]
  }

  statements = {
    for key, shapes in local.shapes : key => [
      for place, shape in shapes : {
        Sid    = join("", concat([shape.sid], [for taken in [slice(shapes, 0, place)[*].sid] : length([for sid in taken : sid if sid == shape.sid]) + 1 if contains(taken, shape.sid)]))
        Effect = "Allow"
        Action = "sts:AssumeRoleWithWebIdentity"
        Condition = {
          for operator, keys in {
            # under StringEquals a `*` would be a character like any other
            StringEquals = merge(shape.exact, shape.wildcard ? {} : shape.sub)
            StringLike   = shape.wildcard ? shape.sub : {}
            IpAddress    = try(var.roles[key].request.source_ip, null) == null ? {} : { "aws:SourceIp" = sort(distinct(var.roles[key].request.source_ip)) }
          } :
          operator => merge(
            { for name, values in keys : name => values if length(values) > 1 },
            { for name, values in keys : name => values[0] if length(values) == 1 },
          ) if length(keys) > 0
        }
      }
    ]
  }

  # The one principal that needs no token has a statement of its own.
  break_glass = {
    for key, role in var.roles : key => [
      for one in role.break_glass == null ? [] : [role.break_glass] : merge(
        { Sid = "BreakGlass", Effect = "Allow", Action = "sts:AssumeRole", Principal = { AWS = one.principal } },
        { for name, condition in { Condition = { Bool = { "aws:MultiFactorAuthPresent" = "true" } } } : name => condition if one.mfa },
      )
    ]
  }

  trust_policies = {
    for key, statements in local.statements : key => jsonencode({
      Version = "2012-10-17"
      Statement = concat(
        [for statement in statements : merge(statement, { Principal = { Federated = local.provider_arn } })],
        local.break_glass[key],
      )
    })
  }

  # The same with an ARN that is as long, because Terraform may know the real one only after the apply.
  trust_policy_lengths = {
    for key, statements in local.statements : key => length(jsonencode({
      Version = "2012-10-17"
      Statement = concat(
        [for statement in statements : merge(statement, { Principal = { Federated = "arn:aws:iam::000000000000:oidc-provider/${local.host}" } })],
        local.break_glass[key],
      )
    }))
  }
}

resource "aws_iam_openid_connect_provider" "gitlab" {
  count = var.existing_provider == null ? 1 : 0

  url             = var.issuer
  client_id_list  = length(var.roles) == 0 ? [var.audience] : sort(distinct(values(local.audiences)))
  thumbprint_list = var.thumbprints
  tags            = var.provider_tags
}

resource "aws_iam_role" "this" {
  for_each = var.roles

  name                  = local.role_names[each.key]
  path                  = each.value.path
  description           = each.value.description
  assume_role_policy    = local.trust_policies[each.key]
  max_session_duration  = each.value.max_session_duration
  permissions_boundary  = each.value.permissions_boundary
  force_detach_policies = each.value.force_detach_policies
  tags                  = each.value.tags

  lifecycle {
    precondition {
      condition     = var.existing_provider == null ? true : endswith(local.provider_arn, ":oidc-provider/${local.host}")
      error_message = "The existing provider is not the one of ${var.issuer}: its ARN must end in :oidc-provider/${local.host}."
    }

    precondition {
      condition     = !local.is_gitlab_com || alltrue([for rule in each.value.trust : rule.project.id != null && rule.project.namespace_id != null])
      error_message = "Role ${each.key}: on gitlab.com a path is not an identity, because somebody else may take it: give the id and the namespace_id of every project."
    }

    precondition {
      condition     = local.is_gitlab_com || alltrue([for rule in each.value.trust : rule.sources == null])
      error_message = "Role ${each.key}: sources cannot be enforced, because AWS sees pipeline_source of gitlab.com tokens only. Remove them."
    }

    precondition {
      condition     = local.is_gitlab_com || alltrue([for rule in each.value.trust : rule.runner == null])
      error_message = "Role ${each.key}: runner cannot be enforced, because AWS reads runner_environment from gitlab.com tokens only. Remove it."
    }

    precondition {
      condition     = local.is_gitlab_com || alltrue([for rule in each.value.trust : !rule.protected || contains(rule.project.sub_claim, "ref_protected")])
      error_message = "Role ${each.key}: protected cannot be enforced, because AWS sees ref_protected of gitlab.com tokens only. Add ref_protected to the sub_claim of the project, here and in GitLab."
    }

    precondition {
      condition     = local.trust_policy_lengths[each.key] <= var.trust_policy_quota
      error_message = "Role ${each.key}: the trust policy has ${local.trust_policy_lengths[each.key]} characters, and the account allows ${var.trust_policy_quota}. Cover several refs with one pattern, split the role, or have the quota raised."
    }
  }
}

resource "aws_iam_role_policy_attachment" "this" {
  for_each = merge([
    for key, role in var.roles : { for name, arn in role.managed_policy_arns : "${key}/${name}" => { role = key, arn = arn } }
  ]...)

  role       = aws_iam_role.this[each.value.role].name
  policy_arn = each.value.arn
}

resource "aws_iam_role_policy" "this" {
  for_each = merge([
    for key, role in var.roles : { for name, document in role.inline_policies : "${key}/${name}" => { role = key, name = name, document = document } }
  ]...)

  name   = each.value.name
  role   = aws_iam_role.this[each.value.role].name
  policy = each.value.document
}
