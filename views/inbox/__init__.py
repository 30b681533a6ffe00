"""The inbox: tasks and reminders of each person; giving tasks and seeing who has done them."""
