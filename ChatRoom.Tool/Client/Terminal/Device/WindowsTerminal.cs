using System.Runtime.Versioning;
using System.Text;
using ChatRoom.Native.Terminals;

namespace ChatRoom.Client.Terminal.Device;

/// <summary>
/// The console of Windows 10 or later: it sends and obeys the same sequences as Unix terminals. Keys are read as records:
/// only records report a new size, and older versions lose non-ASCII characters in bytes.
/// </summary>
[SupportedOSPlatform("windows")]
internal sealed class WindowsTerminal : TerminalDevice
{
    private const int MaxRecords = 256;

    /// <summary>ENABLE_PROCESSED_INPUT, ENABLE_LINE_INPUT, ENABLE_ECHO_INPUT, ENABLE_MOUSE_INPUT.</summary>
    private const uint NotForKeys = 0x1 | 0x2 | 0x4 | 0x10;

    /// <summary>ENABLE_WINDOW_INPUT, ENABLE_VIRTUAL_TERMINAL_INPUT.</summary>
    private const uint ForKeys = 0x8 | 0x200;

    /// <summary>ENABLE_PROCESSED_OUTPUT, ENABLE_VIRTUAL_TERMINAL_PROCESSING.</summary>
    private const uint ForSequences = 0x1 | 0x4;

    /// <summary>VK_MENU: a character typed by its number arrives when Alt is released.</summary>
    private const ushort AltKey = 0x12;

    private readonly nint _input = WindowsConsoleCalls.Handle(WindowsConsoleCalls.Input);
    private readonly nint _output = WindowsConsoleCalls.Handle(WindowsConsoleCalls.Output);
    private readonly uint _inputMode;
    private readonly uint _outputMode;
    private readonly AutoResetEvent _wake = new(initialState: false);
    private readonly WindowsConsoleCalls.Record[] _records = new WindowsConsoleCalls.Record[MaxRecords];
    private readonly StringBuilder _typed = new();
    private readonly Encoder _encoder = Encoding.UTF8.GetEncoder();

    public WindowsTerminal(TerminalTraits traits)
        : base(traits)
    {
        if (!WindowsConsoleCalls.TryGetMode(_input, out _inputMode) || !WindowsConsoleCalls.TryGetMode(_output, out _outputMode))
        {
            throw new IOException("Standard input or output is not a terminal.");
        }
    }

    public override TerminalSize Size =>
        WindowsConsoleCalls.TryGetSize(_output, out var size) ? size : TerminalSize.FromEnvironment(Environment.GetEnvironmentVariable);

    protected override void SetMode()
    {
        _ = WindowsConsoleCalls.TrySetMode(_input, (_inputMode & ~NotForKeys) | ForKeys);
        _ = WindowsConsoleCalls.TrySetMode(_output, _outputMode | ForSequences);
    }

    protected override void RestoreMode()
    {
        _ = WindowsConsoleCalls.TrySetMode(_input, _inputMode);
        _ = WindowsConsoleCalls.TrySetMode(_output, _outputMode);
    }

    protected override void Send(string text) => WindowsConsoleCalls.Write(_output, text);

    protected override bool IsReadyToSend() => true;

    protected override ReadStatus Read(TimeSpan timeout, out ReadOnlySpan<byte> bytes)
    {
        bytes = default;
        if (!WindowsConsoleCalls.WaitForInput(_input, _wake.SafeWaitHandle.DangerousGetHandle(), timeout, out var isInput))
        {
            return ReadStatus.Nothing;
        }

        if (!isInput)
        {
            return ReadStatus.Woken;
        }

        var count = WindowsConsoleCalls.Read(_input, _records);
        if (count == 0)
        {
            return ReadStatus.End;
        }

        foreach (ref readonly var record in _records.AsSpan(0, count))
        {
            Take(record);
        }

        bytes = EncodeTyped();
        return bytes.IsEmpty ? ReadStatus.Woken : ReadStatus.Bytes;
    }

    protected override void Wake()
    {
        try
        {
            _wake.Set();
        }
        catch (ObjectDisposedException)
        {
            // Nothing is read any more.
        }
    }

    /// <summary>Windows has no key that stops a process.</summary>
    protected override void Stop(ManualResetEventSlim closed)
    {
    }

    protected override void Release() => _wake.Dispose();

    private void Take(in WindowsConsoleCalls.Record record)
    {
        if (record.Kind == WindowsConsoleCalls.ResizeEvent)
        {
            Notify(Notices.Resized);
        }
        else if (record.Kind == WindowsConsoleCalls.KeyEvent && record.Character != '\0' && (record.IsDown != 0 || record.VirtualKey == AltKey))
        {
            _typed.Append(record.Character, Math.Max((ushort)1, record.Repeats));
        }
    }

    /// <summary>The typed characters as UTF-8; half of a surrogate pair waits for the other half.</summary>
    private byte[] EncodeTyped()
    {
        var characters = _typed.ToString();
        _typed.Clear();
        var bytes = new byte[_encoder.GetByteCount(characters, flush: false)];
        _encoder.GetBytes(characters, bytes, flush: false);
        return bytes;
    }
}
