#!/bin/sh
aws iam create-role --role-name shop-ci --assume-role-policy-document file://trust.json
