"""How the briefing is made: notebooks executed, findings, judgements, cells and figures as HTML."""
