namespace ChatRoom.Server.Log.Segments;

/// <summary>Damaged lines that follow each other in a file, which are reported together. One thread only.</summary>
internal ref struct DamagedRange(string path, DamageReports reports)
{
    private long _at;
    private int _lines;

    public void Add(long at) => _at = _lines++ == 0 ? at : _at;

    public void Report()
    {
        if (_lines > 0)
        {
            reports.Report(path, _at, $"{path} is damaged at byte {_at}: {_lines} {(_lines == 1 ? "line is" : "lines are")} skipped");
            _lines = 0;
        }
    }
}
