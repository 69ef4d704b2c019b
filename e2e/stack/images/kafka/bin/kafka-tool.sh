#!/usr/bin/env bash
# Every tool is a link to this file: its own name says which class it runs.
case "$(basename "$0" .sh)" in
  kafka-server-start) class=kafka.Kafka ;;
  kafka-storage) class=kafka.tools.StorageTool ;;
  kafka-topics) class=org.apache.kafka.tools.TopicCommand ;;
  kafka-configs) class=kafka.admin.ConfigCommand ;;
  kafka-consumer-groups) class=org.apache.kafka.tools.consumer.group.ConsumerGroupCommand ;;
  kafka-console-producer) class=org.apache.kafka.tools.ConsoleProducer ;;
  kafka-console-consumer) class=org.apache.kafka.tools.consumer.ConsoleConsumer ;;
  kafka-producer-perf-test) class=org.apache.kafka.tools.ProducerPerformance ;;
  kafka-consumer-perf-test) class=org.apache.kafka.tools.ConsumerPerformance ;;
  kafka-get-offsets) class=org.apache.kafka.tools.GetOffsetShell ;;
  connect-distributed) class=org.apache.kafka.connect.cli.ConnectDistributed ;;
  *) echo "There is no tool $0" >&2; exit 1 ;;
esac
exec /opt/kafka/bin/kafka-run-class.sh "$class" "$@"
