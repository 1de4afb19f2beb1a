using System.ComponentModel;
using System.Diagnostics;
using ChatRoom.Native.Processes;

namespace ChatRoom.Client.Jobs.Processes;

/// <summary>A program that the base library started, on systems other than Linux.</summary>
internal sealed class StartedChild : ChildProcess
{
    private readonly Process _process;

    public StartedChild(Process process)
    {
        _process = process;
        var start = process.StartInfo;
        Input = start.RedirectStandardInput ? process.StandardInput.BaseStream : null;
        Output = start.RedirectStandardOutput ? process.StandardOutput.BaseStream : null;
        Errors = start.RedirectStandardError ? process.StandardError.BaseStream : null;
    }

    public override async Task<int> WaitForExitAsync()
    {
        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }

    public override void Send(int signal)
    {
        if (!OperatingSystem.IsWindows() && !_process.HasExited)
        {
            Posix.Send(_process.Id, signal);
        }
    }

    public override void Terminate()
    {
        if (OperatingSystem.IsWindows())
        {
            Kill();
        }
        else
        {
            Send(Posix.Terminate);
        }
    }

    public override void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (Exception denied) when (denied is Win32Exception or AggregateException)
        {
            // The caller goes on waiting for the end.
        }
    }

    public override void Dispose()
    {
        base.Dispose();
        _process.Dispose();
    }
}
