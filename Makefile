# `make help` lists the targets. The work is done by the scripts under tools/.

# The lab: a folder of inventories/.
LAB = primer
# More options of ansible-playbook for the lab targets, such as ARGS='-e lab_name=second'.
ARGS =
# Not empty: lab-down leaves the host image for the next time.
export KEEP_IMAGE

.PHONY: help setup lab lab-down test lint sanity docs units functional molecule bench

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## install what the playbooks need (apt, .venv, collections); no hosts
	@tools/setup.sh

lab: ## make this machine the lab inventories/$(LAB), and show that it works
	@tools/lab.sh up $(LAB) $(ARGS)

lab-down: ## remove everything that `make lab` made; KEEP_IMAGE=1 leaves the host image
	@tools/lab.sh down $(LAB) $(ARGS)

test: ## run all tests; the parts are lint sanity docs units functional molecule
	@tools/test.sh all

lint sanity docs units functional molecule:
	@tools/test.sh $@

bench: ## measure the modules against ovn-nbctl, the playbook against a shell, and every lab from nothing
	@bench/run.sh
