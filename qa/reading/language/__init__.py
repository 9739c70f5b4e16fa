"""What words mean, whoever says them: questions, kinds of answer, people, states, denials, rare words. Sees no other room."""
