# What the module refuses, before anything is planned:  terraform init && terraform test

mock_provider "aws" {}

variables {
  issuer   = "https://gitlab.com"
  audience = "sts.amazonaws.com"
  roles    = {}
}

run "a_slash_at_the_end_of_the_issuer" {
  command = plan

  variables {
    issuer = "https://gitlab.com/"
  }

  expect_failures = [var.issuer]
}

run "an_issuer_without_tls" {
  command = plan

  variables {
    issuer = "http://gitlab.example.com"
  }

  expect_failures = [var.issuer]
}

run "no_audience" {
  command = plan

  variables {
    audience = ""
  }

  expect_failures = [var.audience]
}

run "a_role_without_trust" {
  command = plan

  variables {
    roles = { deploy = { trust = [] } }
  }

  expect_failures = [var.roles]
}

run "a_trust_without_a_ref" {
  command = plan

  variables {
    roles = { deploy = { trust = [{ project = { path = "acme/api", id = "1", namespace_id = "2" } }] } }
  }

  expect_failures = [var.roles]
}

run "a_question_mark_is_no_wildcard" {
  command = plan

  variables {
    roles = { deploy = { trust = [{ project = { path = "acme/api", id = "1", namespace_id = "2" }, branches = ["v?"] }] } }
  }

  expect_failures = [var.roles]
}

run "a_path_is_no_identity_on_gitlab_com" {
  command = plan

  variables {
    roles = { deploy = { trust = [{ project = { path = "acme/api" }, branches = ["main"] }] } }
  }

  expect_failures = [aws_iam_role.this]
}

run "sources_cannot_be_enforced_elsewhere" {
  command = plan

  variables {
    issuer = "https://gitlab.example.com"
    roles  = { deploy = { trust = [{ project = { path = "acme/api" }, branches = ["main"], sources = ["push"] }] } }
  }

  expect_failures = [aws_iam_role.this]
}

run "a_runner_cannot_be_enforced_elsewhere" {
  command = plan

  variables {
    issuer = "https://gitlab.example.com"
    roles  = { deploy = { trust = [{ project = { path = "acme/api" }, branches = ["main"], runner = "self-hosted" }] } }
  }

  expect_failures = [aws_iam_role.this]
}

run "a_trust_policy_over_the_quota" {
  command = plan

  variables {
    roles = { deploy = { trust = [{ project = { path = "acme/api", id = "1", namespace_id = "2" }, branches = [for n in range(40) : "feature-${n}"] }] } }
  }

  expect_failures = [aws_iam_role.this]
}

run "nothing_wrong" {
  variables {
    roles = { deploy = { trust = [{ project = { path = "acme/api", id = "1", namespace_id = "2" }, branches = ["main"], protected = true }] } }
  }

  assert {
    condition     = jsondecode(output.trust_policies["deploy"]).Statement[0].Condition.StringEquals["gitlab.com:ref_protected"] == "true"
    error_message = "A protected branch must be demanded as protected."
  }
}
