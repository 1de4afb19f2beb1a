using System.Diagnostics.Metrics;

namespace ChatRoom.Tests.Support.Terminal;

/// <summary>
/// Runs in a process that a test watches. Writes to a file the exceptions of tasks that nothing has observed and, at
/// intervals, the counters of the meter <c>chatroom</c>. Each line begins with its kind.
/// </summary>
internal sealed class ProcessWatch
{
    public const string Unobserved = "unobserved ";
    public const string Closes = "closes ";
    public const string Heap = "heap ";

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, long> _closes = new(StringComparer.Ordinal);
    private readonly MeterListener _listener = new();
    private readonly string _file;

    private ProcessWatch(string file) => _file = file;

    public static void Start(string file)
    {
        var watch = new ProcessWatch(file);
        TaskScheduler.UnobservedTaskException += (_, unobserved) => watch.Write($"{Unobserved}{unobserved.Exception.ToString().ReplaceLineEndings(" ")}");
        watch._listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument is { Meter.Name: "chatroom", Name: "chatroom.closes" })
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        watch._listener.SetMeasurementEventCallback<long>((_, value, tags, _) => watch._closes[$"{tags[0].Value}-{tags[1].Value}"] = value);
        watch._listener.Start();
        new Thread(watch.Run) { IsBackground = true }.Start();
    }

    private void Run()
    {
        while (true)
        {
            // A task is known to be unobserved when it is collected.
            GC.Collect();
            GC.WaitForPendingFinalizers();
            _listener.RecordObservableInstruments();
            Write($"{Closes}{string.Join(' ', _closes.Where(reason => reason.Value > 0).Select(reason => $"{reason.Key}={reason.Value}"))}");
            Write($"{Heap}{GC.GetTotalMemory(forceFullCollection: false)}");
            Thread.Sleep(Interval);
        }
    }

    private void Write(string line)
    {
        lock (_lock)
        {
            File.AppendAllText(_file, line + "\n");
        }
    }
}
