from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "concordat.data.records"
    label = "records"
