"""What people see: one request pipeline, one RecordView, one module per custom screen."""
